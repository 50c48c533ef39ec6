using System.Globalization;
using System.Text;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Looks up the time limits and the search_path that new sessions of the application's roles get, without being such a session.
/// </summary>
public static class RoleSettingsCollector
{
    private const string ServerSql = $"""
        SELECT {EvidenceConnection.Marker} name,
               CASE WHEN source IN ('default', 'configuration file', 'command line', 'environment variable') THEN reset_val END, unit
        FROM pg_settings WHERE name = ANY($1)
        """;

    private const string RoleSql = $"""
        SELECT {EvidenceConnection.Marker} coalesce(r.rolname, ''), s.setdatabase <> 0, unnest(s.setconfig)
        FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole
        WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        """;

    private static readonly string[] Names =
        ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"];

    private sealed record Server(string Name, string? Value, string? Unit);

    private sealed record Override(string Role, bool InDatabase, string Name, string Value);

    /// <summary>
    /// Reads the settings of some roles. The server's own value is unknown where the session that reads has one of its own.
    /// </summary>
    /// <param name="connectionString">
    /// Where; the settings of its own role's sessions are read as that session gets them, options included.
    /// </param>
    /// <param name="roles">The application's roles.</param>
    /// <param name="texts">Statements that each role was seen to run, to find those that set a limit themselves.</param>
    /// <param name="time">For the window.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<RoleSettings> CollectAsync(
        string connectionString, IReadOnlyList<string> roles, IEnumerable<(string Role, string Query)> texts, TimeProvider time,
        CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var connection = new NpgsqlConnection(EvidenceConnection.Plain(connectionString));
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var server = await ServerAsync(connection, cancellation);
        await LimitAsync(connection, cancellation);
        var overrides = await OverridesAsync(connection, cancellation);
        var own = new NpgsqlConnectionStringBuilder(connectionString);
        var settings = roles.Order(StringComparer.Ordinal)
            .SelectMany(role => server.Select(setting =>
                (Role: role, setting.Name, Effective: Effective(role, setting, overrides, role == own.Username ? own : null))))
            .ToList();
        return new RoleSettings
        {
            Window = window.SoFar,
            Provenance = $"{ServerSql};\n{RoleSql}",
            Settings = [.. settings.Select(setting => setting.Effective).OfType<RoleSetting>()],
            Masked = [.. settings.Where(setting => setting.Effective is null).Select(setting => $"{setting.Role} {setting.Name}")],
            SetByStatement =
            [
                .. from text in texts
                   from name in Names
                   where Sets(text.Query, name)
                   group text by $"{text.Role} {name}" into same
                   orderby same.Key
                   select same.Key,
            ],
        };
    }

    /// <summary>A value as the server takes it ("5s", "5000", "'1min'") in milliseconds, or as it is when it is no duration.</summary>
    public static string InMilliseconds(string value)
    {
        var text = value.Trim().Trim('\'').Trim();
        (string Suffix, double Factor)[] units =
            [("us", 0.001), ("ms", 1), ("min", 60_000), ("s", 1000), ("h", 3_600_000), ("d", 86_400_000), ("", 1)];
        foreach (var (suffix, factor) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return (number * factor).ToString("0", CultureInfo.InvariantCulture);
            }
        }

        return value;
    }

    // Null: the server's own value decides, and the session that looked cannot see it.
    private static RoleSetting? Effective(string role, Server server, List<Override> overrides, NpgsqlConnectionStringBuilder? own)
    {
        var given = OptionOf(own?.Options, server.Name) ?? (server.Name == SearchPath.Setting ? own?.SearchPath : null);
        if (given is { } option)
        {
            return new RoleSetting(role, server.Name, InBaseUnit(option, server), server.Unit, "connection string");
        }

        (string Source, Func<Override, bool> Holds)[] order =
        [
            ("role in database", o => o.Role == role && o.InDatabase),
            ("role", o => o.Role == role && !o.InDatabase),
            ("database", o => o.Role.Length == 0 && o.InDatabase),
            ("all roles", o => o.Role.Length == 0 && !o.InDatabase),
        ];
        foreach (var (source, holds) in order)
        {
            if (overrides.Find(o => o.Name == server.Name && holds(o)) is { } found)
            {
                return new RoleSetting(role, server.Name, InBaseUnit(found.Value, server), server.Unit, source);
            }
        }

        return server.Value is { } value ? new RoleSetting(role, server.Name, value, server.Unit, "server") : null;
    }

    private static string InBaseUnit(string value, Server server) => server.Unit == "ms" ? InMilliseconds(value) : value;

    // After the settings have been read, which it would mask.
    private static async Task LimitAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var milliseconds = EvidenceConnection.StatementTimeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        await using var command = new NpgsqlCommand(
            $"SET {EvidenceConnection.Marker} LOCAL statement_timeout = {milliseconds}; SET {EvidenceConnection.Marker} LOCAL lock_timeout "
                + "= 1000",
            connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// The value of a setting in a connection string's options, "-c statement_timeout=5s" or "--statement-timeout=5s", of which the last
    /// holds; null when it is not among them. <b>Source:</b> PostgreSQL manual, 32.1.2 (options), 19.1.4 (Parameter Interaction via the
    /// Shell).
    /// </summary>
    internal static string? OptionOf(string? options, string name)
    {
        var words = Words(options ?? "");
        return words.Zip(
                words.Prepend(""),
                (word, before) => before == "-c" ? word
                    : word.StartsWith("-c", StringComparison.Ordinal) || word.StartsWith("--", StringComparison.Ordinal) ? word[2..]
                    : "")
            .Select(setting => setting.Split('=', 2))
            .LastOrDefault(setting => setting is [var known, _]
                && known.Replace('-', '_').Equals(name, StringComparison.OrdinalIgnoreCase))?[1];
    }

    // Blanks part them, and after a backslash the next character stands for itself.
    private static List<string> Words(string options)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isEscaped = false;
        foreach (var c in options + " ")
        {
            if (c == '\\' && !isEscaped)
            {
                isEscaped = true;
            }
            else if (isEscaped || !char.IsWhiteSpace(c))
            {
                word.Append(c);
                isEscaped = false;
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }

    private static bool Sets(string query, string name)
    {
        var words = StatementText.Tokens(query).Take(6).Select(token => token.Folded).ToList();
        return words is ["set", ..] && words.Contains(name) && !words.Contains("0") && !words.Contains("'0'");
    }

    private static async Task<List<Server>> ServerAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ServerSql + " ORDER BY name", connection)
        {
            Parameters = { new NpgsqlParameter { Value = (string[])[.. Names, SearchPath.Setting] } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var settings = new List<Server>();
        while (await reader.ReadAsync(cancellation))
        {
            settings.Add(new Server(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return settings;
    }

    private static async Task<List<Override>> OverridesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(RoleSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var overrides = new List<Override>();
        while (await reader.ReadAsync(cancellation))
        {
            var setting = reader.GetString(2);
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            overrides.Add(new Override(reader.GetString(0), reader.GetBoolean(1), setting[..equals], setting[(equals + 1)..]));
        }

        return overrides;
    }
}
