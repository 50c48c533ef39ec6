using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>A connection as PostgreSQL's own programs take it from their environment.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, section 34.15, "Environment Variables".</remarks>
internal static class ClientEnvironment
{
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
        }
        .Where(variable => !string.IsNullOrEmpty(variable.Value))
        .Select(variable => KeyValuePair.Create(variable.Name, variable.Value!));

    private static string SslMode(SslMode mode) => mode switch
    {
        Npgsql.SslMode.VerifyCA => "verify-ca",
        Npgsql.SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };
}
