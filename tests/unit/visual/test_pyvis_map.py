"""The pyvis step: directed, escaping, and the library's own script fit for a page."""

import pytest

from visual.pyvis_map import MapNetwork, vis_network_script


def test_the_network_holds_nodes_and_parallel_edges_as_given() -> None:
    network = MapNetwork()
    nodes: list[dict[str, object]] = [{"id": 0, "label": "a"}, {"id": 1, "label": "b"}]
    edges: list[dict[str, object]] = [{"from": 0, "to": 1}, {"from": 1, "to": 0}]
    network.add_drawn(nodes, edges)
    assert network.nodes == nodes
    assert network.edges == edges
    assert (network.num_nodes(), network.num_edges()) == (2, 2)
    assert network.get_node(1) == nodes[1]


def test_an_edge_to_nobody_is_refused() -> None:
    network = MapNetwork()
    with pytest.raises(KeyError, match="edge from 0 to 1 has no node"):
        network.add_drawn([{"id": 0}], [{"from": 0, "to": 1}])


def test_templates_escape_and_data_cannot_end_its_element() -> None:
    template = MapNetwork().templateEnv.from_string("{{ text }}|{{ data|tojson }}")
    rendered = template.render(text="<b>&", data=["</script>", "ä"])
    assert rendered == '&lt;b&gt;&amp;|["\\u003c/script\\u003e","ä"]'


def test_numbers_that_json_lacks_are_refused() -> None:
    template = MapNetwork().templateEnv.from_string("{{ data|tojson }}")
    with pytest.raises(ValueError, match="Out of range float"):
        template.render(data=float("nan"))


def test_the_installed_library_is_vis_network_with_its_licence() -> None:
    script = vis_network_script()
    assert "@license" in script
    assert "DataSet" in script
    assert "</script" not in script.lower()
