"""The tests: unit, contract, api, browser, faults and docs, with shared builders and networks."""
