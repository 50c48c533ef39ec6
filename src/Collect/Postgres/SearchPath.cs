using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Gives a transaction the search_path of the role that ran a statement, so that its names mean the same tables.</summary>
public static class SearchPath
{
    internal const string Setting = "search_path";

    private const string Sql = $"SELECT {EvidenceConnection.Marker} set_config('{Setting}', $1, true)";

    /// <summary>
    /// The search_path of the first role that ran a statement and whose setting is known, its "$user" replaced by that role; or null.
    /// </summary>
    public static string? Of(StatementMetrics statement, RoleSettings? settings) =>
        settings?.Settings.FirstOrDefault(setting => setting.Name == Setting && statement.Roles.Contains(setting.Role)) is { } found
            ? string.Join(", ", Names(found.Value)
                .Select(name => name is "$user" or "\"$user\"" ? Model.Evidence.Sql.Identifier(found.Role) : name))
            : null;

    // A comma within quotes belongs to the name.
    private static IEnumerable<string> Names(string path)
    {
        var (start, isQuoted) = (0, false);
        for (var at = 0; at < path.Length; at++)
        {
            isQuoted ^= path[at] == '"';
            if (path[at] == ',' && !isQuoted)
            {
                yield return path[start..at].Trim();
                start = at + 1;
            }
        }

        yield return path[start..].Trim();
    }

    internal static async Task SetLocalAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string? path, CancellationToken cancellation)
    {
        if (path is not null)
        {
            await using var command = new NpgsqlCommand(Sql, connection, transaction) { Parameters = { new() { Value = path } } };
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
