import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * A Neo4j server for the tests. Arguments: its home, and a file of settings.
 *
 * <p>Says "ready" on standard output, and ends when standard input does: whoever started it may be
 * killed without leaving it behind. It ends without shutting the database down, which would take ten
 * seconds; what is committed is on disk, and no test cares for the rest.
 */
public final class DatabaseServer {
    public static void main(String[] arguments) throws Exception {
        new DatabaseManagementServiceBuilder(Path.of(arguments[0]))
            .loadPropertiesFromFile(Path.of(arguments[1]))
            .build();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Nothing is said to the server this way; only the end of the input counts.
        }
        System.exit(0);
    }
}
