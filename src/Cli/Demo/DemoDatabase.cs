using Headroom.Experiments.Clusters;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Cli.Demo;

/// <summary>
/// The sample's databases in a private cluster: one seeded once that nobody connects to, and for each audit a template in the state
/// that the defects ask for, whose copies are the service's database and the clones.
/// </summary>
internal sealed class DemoDatabase(PrivateCluster cluster, string password)
{
    private const string Seeded = "clipper_seeded";

    private const string Role = "clipper";

    /// <summary>The database that the service uses.</summary>
    public const string Live = "clipper";

    /// <summary>The database that clones are copies of.</summary>
    public const string Template = "clipper_template";

    /// <summary>
    /// The service's connection string, without a time limit: how long it waits is the service's own choice, which the probes judge.
    /// </summary>
    public string ServiceConnection
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(cluster.ConnectionString(Live, Role, password));
            connection.Remove("Timeout");
            return connection.ConnectionString;
        }
    }

    /// <summary>The connection string that evidence is taken with.</summary>
    public string EvidenceConnection => cluster.AdminConnectionString(Live);

    /// <summary>Makes the role and the seeded database.</summary>
    /// <param name="clipper">Runs a command of the sample with a connection string: ("seed --clips 200000", connection).</param>
    /// <param name="clips">How many clips; comments and votes follow.</param>
    /// <param name="cancellation">Ends the seeding.</param>
    public async Task SeedAsync(Func<string, string, CancellationToken, Task> clipper, int clips, CancellationToken cancellation)
    {
        await ExecuteAsync("postgres", cancellation,
            $"CREATE ROLE {Role} LOGIN PASSWORD {Sql.Literal(password)}",
            $"CREATE DATABASE {Seeded} OWNER {Role}");
        await ExecuteAsync(Seeded, cancellation, "CREATE EXTENSION pg_stat_statements");
        var connection = cluster.ConnectionString(Seeded, Role, password);
        await clipper("migrate up", connection, cancellation);
        await clipper($"seed --clips {clips}", connection, cancellation);
    }

    /// <summary>Makes the template and the service's database anew, in the state that the sample's defects ask for.</summary>
    /// <param name="clipper">Runs a command of the sample, its defects switched, with a connection string.</param>
    /// <param name="cancellation">Ends the copying.</param>
    public async Task PrepareAsync(Func<string, string, CancellationToken, Task> clipper, CancellationToken cancellation)
    {
        await ExecuteAsync("postgres", cancellation,
            $"DROP DATABASE IF EXISTS {Live} WITH (FORCE)",
            $"DROP DATABASE IF EXISTS {Template} WITH (FORCE)",
            Copy(Seeded, Template));
        await clipper("migrate up", cluster.ConnectionString(Template, Role, password), cancellation);
        await ExecuteAsync("postgres", cancellation, Copy(Template, Live), $"ALTER DATABASE {Template} ALLOW_CONNECTIONS false");
    }

    private string Copy(string from, string to) =>
        $"CREATE DATABASE {to} TEMPLATE {from} OWNER {Role}{(cluster.Binaries.Major >= 15 ? " STRATEGY file_copy" : "")}";

    private async Task ExecuteAsync(string database, CancellationToken cancellation, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(
            Collect.Postgres.EvidenceConnection.Plain(cluster.AdminConnectionString(database)));
        await connection.OpenAsync(cancellation);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
