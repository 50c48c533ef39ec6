using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Report.Documents.Remediation;

/// <summary>How a fix is made: what each kind of remedy asks of the person or the agent that makes it.</summary>
internal static class FixSteps
{
    // Without the stop psql goes on after an error and ends with exit code 0.
    private const string Psql = "psql -X --set ON_ERROR_STOP=on -f";

    private static readonly (RemedyScope Scope, string What)[] Kinds =
    [
        (RemedyScope.Schema, "tables, columns, constraints and indexes"),
        (RemedyScope.Dependency, "libraries and services that the service depends on"),
        (RemedyScope.Api, "routes, parameters, statuses and the shape of answers"),
        (RemedyScope.Config, "settings of the service, of roles and of servers"),
        (RemedyScope.Code, "the service's own code"),
    ];

    /// <summary>What to do, in words.</summary>
    public static string Approach(Remedy remedy, FixSql? sql) => (remedy.Kind, sql) switch
    {
        (RemedyKind.Index, not null) =>
            "Create the index below while the service runs. No code changes: the planner takes the index for the statement as it is.",
        (_, not null) => "Run the SQL below while the service runs. No code changes.",
        _ => remedy.Up,
    };

    /// <summary>The steps, in their order.</summary>
    public static IEnumerable<string> Of(AuditResult result, Finding finding, Remedy remedy, FixSql? sql) => (remedy.Kind, sql) switch
    {
        (RemedyKind.Index, { } index) => remedy.LockSafe is null ? OfIndex(index) : OfParts(index),
        (_, { } statements) => OfSql(statements),
        (RemedyKind.Setting, null) =>
        [
            "Note the value that the setting has now: it is the way back.",
            "Change the setting as the approach above says.",
            "Restart or reload what reads the setting, and look that the new value is in force.",
        ],
        _ => OfCode(result, finding),
    };

    /// <summary>What must hold before, meanwhile and after.</summary>
    public static IEnumerable<string> Invariants(AuditResult result, Remedy remedy, FixSql? sql)
    {
        yield return result.Database is not null
            ? "Every statement returns the same rows as before."
            : $"{(remedy.Scope == RemedyScope.Api ? "Every route that the change does not name" : "Every route")} "
                + "answers the same request with the same status and the same JSON shape (keys, types, nullability) as before.";
        if (remedy.Kind == RemedyKind.Index)
        {
            yield return "No row, no constraint and no text of a statement changes; the index can be dropped at any time.";
            yield return "Reads and writes of the table go on while the index is built; every statement runs outside a transaction.";
            yield return remedy.LockSafe is null
                ? "Only an index that is valid is kept: one that a failed build left is dropped before the next try."
                : "Until the last part is attached, the index is not valid, and no plan uses it.";
        }
        else if (sql is not null)
        {
            yield return "No row changes, and nobody waits for a lock for longer than the time limit in the SQL.";
        }
        else
        {
            yield return "Every answer holds the same data as before: for no row, one row, rows without a match, the largest page.";
            yield return "What a request writes, it writes once, in the same transaction as before.";
        }
    }

    /// <summary>What the change may not touch: what it does not need, and what the plan's scope forbids.</summary>
    public static IEnumerable<string> MustNotChange(Remedy remedy, FixSql? sql, ScopePlan scope) => Kinds
        .Where(kind => kind.Scope != remedy.Scope && !(kind.Scope == RemedyScope.Code && remedy.Kind == RemedyKind.Code))
        .Select(kind => kind.What
            + (kind.Scope == RemedyScope.Code ? Besides(remedy, sql) : "")
            + (scope.Allows(kind.Scope) ? "" : " (out of the plan's scope)"));

    // The steps put SQL into the migrations, and a setting may stand in the code.
    private static string Besides(Remedy remedy, FixSql? sql) => (remedy.Kind, sql) switch
    {
        (_, not null) => ", but for its migrations",
        (RemedyKind.Setting, null) => ", but for the setting itself",
        _ => "",
    };

    /// <summary>How to take it back.</summary>
    public static IEnumerable<string> Rollback(Remedy remedy, FixSql? sql) => (remedy, sql) switch
    {
        (_, { Down: not null }) =>
            [
                "Run the SQL \"down\"; nothing else depends on what it takes back.",
                "Run the new audit of the verification again: the finding is back.",
            ],
        ({ Down: { } down }, null) => [down],
        (_, not null) => [$"No statement takes it back. What can go wrong: {remedy.Risk}"],
        ({ Kind: RemedyKind.Setting }, null) => ["Set the value that was noted in the first step, and restart or reload what reads it."],
        _ => ["Revert the commit (git revert), and deploy what was there before: no data was changed."],
    };

    private static IEnumerable<string> OfIndex(FixSql sql) =>
    [
        .. sql.Before is null
            ? Array.Empty<string>()
            : [$"Run the SQL \"before\" as a file ({Psql}): it drops what a failed build left, and does nothing where nothing was left."],
        $"Run the SQL \"up\" as a file ({Psql}), outside a transaction, while no long transaction is open: the build waits for them.",
        .. sql.Check is null
            ? Array.Empty<string>()
            : ["Run the query \"check\": every index must be there with indisvalid = t. If not, begin again."],
        "Put \"up\" and \"down\" into the project's migrations, so that every environment gets the index.",
    ];

    private static IEnumerable<string> OfParts(FixSql sql) =>
    [
        "Compare the partitions that the SQL \"up\" names with those of the database: they are those that there were at the audit. One that "
            + "came since needs the same two statements, those of one that is gone fall away.",
        $"Run the SQL \"up\" as a file ({Psql}), outside a transaction, while no long transaction is open: the builds wait for them.",
        "Where it stops, go on from the statement that failed, with the SETs before it: what a time limit ended has changed nothing. A build "
            + "that failed leaves an INVALID index of its partition: drop that one first (DROP INDEX CONCURRENTLY).",
        .. sql.Check is null
            ? Array.Empty<string>()
            : ["Run the query \"check\": the index must be there with indisvalid = t. Where it is not, a partition lacks its part."],
        "Put the result, not these steps, into the project's migrations: other environments have other partitions, and a table of theirs "
            + "that is small or idle takes the plain CREATE INDEX.",
    ];

    private static IEnumerable<string> OfSql(FixSql sql) =>
    [
        $"Run the SQL \"up\" as a file ({Psql}). A statement that the time limit for a lock ends has changed nothing: run it again, "
            + "and what follows it.",
        .. sql.Up.Contains("ALTER ROLE", StringComparison.Ordinal)
            ? ["Let the service open new sessions (restart it, or let its pool renew them): settings of roles hold for new ones."]
            : Array.Empty<string>(),
        .. sql.Down is null
            ? Array.Empty<string>()
            : ["Put \"up\" and \"down\" into the project's migrations, so that every environment gets the change."],
    ];

    private static IEnumerable<string> OfCode(AuditResult result, Finding finding) =>
    [
        WhereInCode(finding.Subject),
        "Make the change that the approach above describes.",
        "Add a test that fails without the change: it counts the work (statements, calls), not the time.",
        .. result.Plan?.Test is null ? Array.Empty<string>() : ["Run the project's own tests."],
        "Commit the change on a branch of its own, so that it can be measured against the code as it is.",
    ];

    private static string WhereInCode(Subject subject) => subject switch
    {
        { File: { } file, Line: { } line } => $"Open {file} at line {Format.Coordinate(line)}.",
        { File: { } file } => $"Open {file}.",
        { Table: { } table, Endpoint: { } endpoint } =>
            $"The evidence names no source line. Find where the handler of {endpoint} reads or writes {table}: "
            + $"git grep -n -i -- {ShellText.Quoted(table)}",
        { Table: { } table } =>
            $"The evidence names no source line. Find where the code reads or writes {table}: git grep -n -i -- {ShellText.Quoted(table)}",
        { Endpoint: { } endpoint } => $"The evidence names no source line. Find the handler of {endpoint}.",
        _ => "The evidence names no source line. Find the code behind the places above.",
    };
}
