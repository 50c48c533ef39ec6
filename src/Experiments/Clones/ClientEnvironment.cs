using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>A connection as PostgreSQL's own programs take it from their environment.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, section 34.15, "Environment Variables".</remarks>
internal static class ClientEnvironment
{
    private const string Options = "PGOPTIONS";

    /// <summary>The variables, those without a value left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(NpgsqlConnectionStringBuilder connection) =>
        new (string Name, string? Value)[]
        {
            ("PGHOST", connection.Host),
            ("PGPORT", connection.Port.ToString()),
            ("PGUSER", connection.Username),
            ("PGPASSWORD", connection.Password),
            ("PGPASSFILE", connection.Passfile),
            ("PGDATABASE", CloneServer.DatabaseOf(connection.ConnectionString)),
            ("PGSSLMODE", SslMode(connection.SslMode)),
            ("PGSSLROOTCERT", connection.RootCertificate),
            ("PGSSLCERT", connection.SslCertificate),
            ("PGSSLKEY", connection.SslKey),
            ("PGCONNECT_TIMEOUT", "10"),
            ("PGAPPNAME", "headroom"),
            (Options, OptionsOf(connection)),
        }
        .Where(variable => !string.IsNullOrEmpty(variable.Value))
        .Select(variable => KeyValuePair.Create(variable.Name, variable.Value!));

    /// <summary>The same connection, for a session that may write also where its role only reads by default.</summary>
    /// <remarks>Of two settings of a session the later one counts.</remarks>
    public static NpgsqlConnectionStringBuilder ForWriting(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        connection.Options = $"{OptionsOf(connection)} -c default_transaction_read_only=off".TrimStart();
        return connection;
    }

    // As Npgsql takes them.
    private static string? OptionsOf(NpgsqlConnectionStringBuilder connection) =>
        connection.Options ?? Environment.GetEnvironmentVariable(Options);

    private static string SslMode(SslMode mode) => mode switch
    {
        Npgsql.SslMode.VerifyCA => "verify-ca",
        Npgsql.SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };
}
