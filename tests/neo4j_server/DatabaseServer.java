import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * A Neo4j server for the tests: first argument its home, then settings as name=value.
 *
 * <p>Says "ready" on standard output, and ends when standard input does: whoever started it may be
 * killed without leaving it behind.
 */
public final class DatabaseServer {
    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (int place = 1; place < arguments.length; place++) {
            String[] parts = arguments[place].split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        var service =
            new DatabaseManagementServiceBuilder(Path.of(arguments[0])).setConfigRaw(settings).build();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Nothing is said to the server this way; only the end of the input counts.
        }
        service.shutdown();
    }
}
