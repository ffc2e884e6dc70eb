import java.nio.file.Path;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * A Neo4j server for the tests. Arguments: its home, and a file of settings.
 *
 * <p>Says "ready" on standard output. It ends when standard input does, at once and without shutting
 * the database down: whoever started it may be killed without leaving it behind. A byte on standard
 * input asks it to end in good order.
 */
public final class DatabaseServer {
    public static void main(String[] arguments) throws Exception {
        var service = new DatabaseManagementServiceBuilder(Path.of(arguments[0]))
            .loadPropertiesFromFile(Path.of(arguments[1]))
            .build();
        System.out.println("ready");
        if (System.in.read() >= 0) {
            service.shutdown();
        }
        System.exit(0);
    }
}
