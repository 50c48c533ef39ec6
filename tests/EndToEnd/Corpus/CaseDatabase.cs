using Headroom.Experiments.Clusters;
using Npgsql;

namespace Headroom.Tests.EndToEnd.Corpus;

/// <summary>The database of a case on a cluster; it goes when it is disposed of.</summary>
internal sealed class CaseDatabase : IAsyncDisposable
{
    private const int CommandLimitSeconds = 120;

    private readonly PrivateCluster _cluster;
    private readonly string _name;

    private CaseDatabase(PrivateCluster cluster, string name)
    {
        _cluster = cluster;
        _name = name;
    }

    public string ConnectionString => To(_name);

    /// <summary>Makes the database and runs the schema of the case, statement by statement, since VACUUM stands alone.</summary>
    public static async Task<CaseDatabase> CreateAsync(PrivateCluster cluster, CorpusCase corpusCase)
    {
        var database = new CaseDatabase(cluster, $"corpus_{corpusCase.Name[..3]}");
        await ExecuteAsync(database.To("postgres"), $"CREATE DATABASE {database._name}");
        await ExecuteAsync(database.ConnectionString, [.. SqlStatements.Of(corpusCase.Schema)]);
        return database;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync(To("postgres"), $"DROP DATABASE {_name} WITH (FORCE)");

    private static async Task ExecuteAsync(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private string To(string database) =>
        new NpgsqlConnectionStringBuilder(_cluster.AdminConnectionString(database)) { Pooling = false, CommandTimeout = CommandLimitSeconds }.ConnectionString;
}
