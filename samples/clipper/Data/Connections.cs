using Npgsql;

namespace Clipper.Data;

/// <summary>The two ways into the database; what the connection string says itself wins over these defaults.</summary>
public static class Connections
{
    /// <summary>
    /// The pool of the server, 50 connections at most. No endpoint alters its session, so nothing is reset when a connection comes back. The time
    /// limits are for a database that hangs: it does not apply a statement_timeout either.
    /// </summary>
    public static NpgsqlDataSource Pool(string connectionString) =>
        NpgsqlDataSource.Create("Application Name=clipper;Maximum Pool Size=50;No Reset On Close=true;Timeout=3;Command Timeout=5;" + connectionString);

    /// <summary>One connection for schema work, under a limit of ten minutes a statement whatever the role has.</summary>
    public static async Task<NpgsqlConnection> Maintenance(string connectionString, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder("Application Name=clipper-maintenance;" + connectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
            Options = "-c statement_timeout=600000 -c maintenance_work_mem=256MB",
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }
}
