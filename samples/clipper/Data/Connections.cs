using Clipper.Defects;
using Npgsql;

namespace Clipper.Data;

/// <summary>The ways into the database; what the connection string says itself wins over these defaults.</summary>
public static class Connections
{
    private const int Usual = 50;

    /// <summary>
    /// The pool of the server, 50 connections at most where neither the environment nor a defect says otherwise. No endpoint alters its
    /// session, so nothing is reset when a connection comes back. The time limits are for a database that hangs: it does not apply a
    /// statement_timeout either. Npgsql then cancels the statement over another connection, which it would open twice, with TLS and without:
    /// so a request waits for 4 s and 3 s.
    /// </summary>
    public static async Task<NpgsqlDataSource> Pool(Settings settings, CancellationToken cancellation)
    {
        var switches = settings.Switches;
        var most = settings.PoolSize ?? (switches.On(PoolOf200.Defect) ? PoolOf200.Size : Usual);
        var database = Pool(settings, "clipper", PoolOf200.Least(settings, most), most);
        await PoolOf200.Fill(database, switches, cancellation);
        return database;
    }

    /// <summary>A pool of so many connections under a name of its own.</summary>
    public static NpgsqlDataSource Pool(Settings settings, string name, int least, int most) => NpgsqlDataSource.Create(
        $"Application Name={name};Minimum Pool Size={least};Maximum Pool Size={most};No Reset On Close=true;SSL Mode=Disable;Timeout=3;Command Timeout=4;"
        + settings.Postgres);

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
