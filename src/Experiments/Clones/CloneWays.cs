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

    private readonly List<string> _refusals = [];

    /// <summary>Why each way that was tried did not lead there.</summary>
    public string Refusals => string.Join("; ", _refusals);

    /// <summary>Copies a database of Headroom's own: the server waits for its last session to leave.</summary>
    public Task<string?> CopyOwnAsync(string template, CancellationToken cancellation) =>
        CopyAsync(template, $"a copy of {template}{Strategy}", cancellation);

    /// <summary>Tries all ways.</summary>
    /// <returns>How it was made, or null.</returns>
    public async Task<string?> TryAllAsync(CancellationToken cancellation)
    {
        var database = CloneServer.DatabaseOf(source.ConnectionString);
        return await CopyUnusedAsync(source.Template, "the template database", cancellation)
            ?? await CopySourceAsync(database, cancellation)
            ?? await DumpAsync(database, cancellation);
    }

    private async Task<string?> CopySourceAsync(string database, CancellationToken cancellation)
    {
        if (source.MayBlockSource)
        {
            return await CopyUnusedAsync(database, "the database", cancellation);
        }

        _refusals.Add($"the database {database} may be needed at any moment, and a copy would keep everybody out of it");
        return null;
    }

    private string Strategy => server.Version >= FileCopySince ? " (file_copy)" : "";

    private async Task<string?> CopyUnusedAsync(string? template, string kind, CancellationToken cancellation)
    {
        if (template is null)
        {
            return null;
        }

        if (!await server.ExistsAsync(template, cancellation))
        {
            _refusals.Add($"{kind} {template} does not exist");
            return null;
        }

        if (await IsUsedAsync(template, cancellation))
        {
            _refusals.Add($"{kind} {template} is in use");
            return null;
        }

        return await CopyAsync(template, $"a copy of {kind} {template}{Strategy}", cancellation);
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

    private async Task<string?> CopyAsync(string template, string method, CancellationToken cancellation)
    {
        var strategy = server.Version >= FileCopySince ? " STRATEGY file_copy" : "";
        var sql = $"CREATE DATABASE {Sql.Identifier(name)} TEMPLATE {Sql.Identifier(template)}{strategy}";
        return await CreateAsync(sql, cancellation) ? method : null;
    }

    private async Task<string?> DumpAsync(string database, CancellationToken cancellation)
    {
        if (await PostgresTools.FindAsync(server.Major, time, cancellation) is not { } tools)
        {
            _refusals.Add($"pg_dump and pg_restore of version {server.Major} or newer are not in "
                + $"${PostgresBinaries.FolderVariable} (nowhere else when it is set), on PATH, in /usr/lib/postgresql/*/bin or in the "
                + "cache");
            return null;
        }

        if (!await CreateAsync(await EmptyLikeAsync(database, cancellation), cancellation))
        {
            return null;
        }

        if (await DumpAndRestore.RunAsync(tools, source.ConnectionString, name, time, cancellation) is { } failure)
        {
            _refusals.Add(failure);
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

    private async Task<bool> CreateAsync(string sql, CancellationToken cancellation)
    {
        try
        {
            await server.ExecuteAsync(sql, cancellation);
            return true;
        }
        catch (PostgresException refusal)
        {
            _refusals.Add($"{sql}: {ServerMessage.Of(refusal)}");
            return false;
        }
    }
}
