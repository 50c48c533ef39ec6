using Headroom.Collect.Postgres;
using Headroom.Experiments.Clusters;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>The ways to make a clone, tried one after the other on an open session.</summary>
internal sealed class CloneWays(CloneServer server, CloneSource source, string name, TimeProvider time)
{
    private const int FileCopySince = 150_000;

    /// <summary>Looks at a database a few times: a session that has just been closed needs a moment to leave the server.</summary>
    private const int Looks = 3;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(150);

    // The sessions and prepared transactions that the server would wait for; it ends autovacuum by itself.
    private const string Users = """
        SELECT (SELECT count(*) FROM pg_stat_activity
                WHERE datname = $1 AND pid <> pg_backend_pid() AND backend_type IS DISTINCT FROM 'autovacuum worker')
             + (SELECT count(*) FROM pg_prepared_xacts WHERE database = $1)
        """;

    // Columns that a version does not have are null in the row's JSON.
    private const string Locale = """
        SELECT pg_encoding_to_char(encoding), datcollate, datctype, to_jsonb(d) ->> 'datlocprovider',
               coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')
        FROM pg_database d WHERE datname = $1
        """;

    private readonly List<(Way Way, string Reason)> _refusals = [];
    private bool _mayRead = true;

    private enum Way
    {
        Own,
        Template,
        Source,
        Dump,
    }

    /// <summary>
    /// Why each way that was tried did not lead there; where pg_dump lacks a right, that alone of the database: the grant cures it, whoever
    /// owns or uses it.
    /// </summary>
    public string Refusals => string.Join(
        "; ", _refusals.Where(refusal => _mayRead || refusal.Way != Way.Source).Select(static refusal => refusal.Reason));

    /// <summary>Copies a database of Headroom's own: the server waits for its last session to leave.</summary>
    public Task<string?> CopyOwnAsync(string template, CancellationToken cancellation) =>
        CopyAsync(template, Way.Own, $"a copy of {template}{Strategy}", cancellation);

    /// <summary>Tries all ways.</summary>
    /// <returns>How it was made, or null.</returns>
    public async Task<string?> TryAllAsync(CancellationToken cancellation)
    {
        var database = CloneServer.DatabaseOf(source.ConnectionString);
        return await CopyUnusedAsync(source.Template, Way.Template, cancellation)
            ?? await CopySourceAsync(database, cancellation)
            ?? await DumpAsync(database, cancellation);
    }

    private async Task<string?> CopySourceAsync(string database, CancellationToken cancellation)
    {
        if (source.MayBlockSource)
        {
            return await CopyUnusedAsync(database, Way.Source, cancellation);
        }

        _refusals.Add((Way.Source, $"the database {database} may be needed at any moment, and a copy would keep everybody out of it"));
        return null;
    }

    private string Strategy => server.Version >= FileCopySince ? " (file_copy)" : "";

    private async Task<string?> CopyUnusedAsync(string? template, Way way, CancellationToken cancellation)
    {
        if (template is null)
        {
            return null;
        }

        var kind = way == Way.Template ? "the template database" : "the database";
        if (!await server.ExistsAsync(template, cancellation))
        {
            _refusals.Add((way, $"{kind} {template} does not exist"));
            return null;
        }

        if (await IsUsedAsync(template, cancellation))
        {
            _refusals.Add((way, $"{kind} {template} is in use"));
            return null;
        }

        return await CopyAsync(template, way, $"a copy of {kind} {template}{Strategy}", cancellation);
    }

    private async Task<bool> IsUsedAsync(string database, CancellationToken cancellation)
    {
        for (var look = 1; await server.TextAsync(Users, [database], cancellation) is not "0"; look++)
        {
            if (look == Looks)
            {
                return true;
            }

            await Task.Delay(BetweenLooks, time, cancellation);
        }

        return false;
    }

    private async Task<string?> CopyAsync(string template, Way way, string method, CancellationToken cancellation)
    {
        var strategy = server.Version >= FileCopySince ? " STRATEGY file_copy" : "";
        var sql = $"CREATE DATABASE {Sql.Identifier(name)} TEMPLATE {Sql.Identifier(template)}{strategy}";
        return await CreateAsync(sql, way, template, cancellation) ? method : null;
    }

    private async Task<string?> DumpAsync(string database, CancellationToken cancellation)
    {
        if (await PostgresTools.FindAsync(server.Major, time, cancellation) is not { } tools)
        {
            _refusals.Add((
                Way.Dump,
                $"pg_dump and pg_restore of version {server.Major} or newer are not in "
                    + $"${PostgresBinaries.FolderVariable} (nowhere else when it is set), on PATH, in /usr/lib/postgresql/*/bin or in the "
                    + "cache"));
            return null;
        }

        if (await DumpRights.MissingAsync(CloneServer.To(source.ConnectionString, database), cancellation) is { } denied)
        {
            _mayRead = false;
            _refusals.Add((Way.Dump, denied.Reason));
            return null;
        }

        if (!await CreateAsync(await EmptyLikeAsync(database, cancellation), Way.Dump, database, cancellation))
        {
            return null;
        }

        if (await DumpAndRestore.RunAsync(tools, source.ConnectionString, name, time, cancellation) is { } failure)
        {
            _refusals.Add((Way.Dump, failure));
            return null;
        }

        var refreshed = await CloneStatistics.RefreshAsync(CloneServer.To(source.ConnectionString, name), cancellation);
        return $"pg_dump {tools.Major} of {database} into a new database, then {refreshed}";
    }

    private async Task<string> EmptyLikeAsync(string database, CancellationToken cancellation)
    {
        var row = (await server.RowsAsync(Locale, [database], cancellation))[0];
        var provider = (row[3], row[4]) switch
        {
            ("i", { } locale) => $" LOCALE_PROVIDER icu ICU_LOCALE {Sql.Literal(locale)}",
            ("b", { } locale) => $" LOCALE_PROVIDER builtin BUILTIN_LOCALE {Sql.Literal(locale)}",
            _ => "",
        };
        var locales = $"ENCODING {Sql.Literal(row[0]!)} LC_COLLATE {Sql.Literal(row[1]!)} LC_CTYPE {Sql.Literal(row[2]!)}{provider}";
        return $"CREATE DATABASE {Sql.Identifier(name)} TEMPLATE template0 {locales}";
    }

    private async Task<bool> CreateAsync(string sql, Way way, string copied, CancellationToken cancellation)
    {
        try
        {
            await server.ExecuteAsync(sql, cancellation);
            return true;
        }
        catch (PostgresException refusal)
        {
            _refusals.Add((way, Reason(way, copied, refusal)));
            return false;
        }
    }

    private static string Reason(Way way, string copied, PostgresException refusal) => (way, refusal.SqlState) switch
    {
        (Way.Template, PostgresErrorCodes.InsufficientPrivilege) =>
            $"the template database {copied} is another role's: ALTER DATABASE {Sql.Readable(copied)} IS_TEMPLATE true; (as that role)",
        (Way.Source, PostgresErrorCodes.InsufficientPrivilege) => $"the database {copied} is another role's",
        _ => $"CREATE DATABASE was refused: {ServerMessage.Of(refusal)}",
    };
}
