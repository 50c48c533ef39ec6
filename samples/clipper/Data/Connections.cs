using Clipper.Defects;
using Npgsql;

namespace Clipper.Data;

/// <summary>The two ways into the database; what the connection string says itself wins over these defaults.</summary>
public static class Connections
{
    private const int Usual = 50;

    /// <summary>
    /// The pool of the server, 50 connections at most where neither the environment nor a defect says otherwise. No endpoint alters its
    /// session, so nothing is reset when a connection comes back. The time limits are for a database that hangs: it does not apply a
    /// statement_timeout either.
    /// </summary>
    public static async Task<NpgsqlDataSource> Pool(Settings settings, CancellationToken cancellation)
    {
        var switches = settings.Switches;
        var most = settings.PoolSize ?? (PoolOf5.IsOn(switches) ? PoolOf5.Size : PoolOf200.IsOn(switches) ? PoolOf200.Size : Usual);
        var least = PoolOf200.IsOn(switches) ? most : 0;
        var database = NpgsqlDataSource.Create(
            $"Application Name=clipper;Minimum Pool Size={least};Maximum Pool Size={most};No Reset On Close=true;Timeout=3;Command Timeout=5;"
            + settings.Postgres);
        await PoolOf200.Fill(database, switches, cancellation);
        return database;
    }

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
