namespace Clipper.Defects;

/// <summary>
/// Every statement of every endpoint. Broken: the role has no statement_timeout in this database, so a slow statement holds its pooled
/// connection for as long as it likes. Cured: the server ends a statement after five seconds.
/// New connections see it; the pool is opened afterwards.
/// </summary>
public static class NoStatementTimeout
{
    public static readonly Defect Defect = new(
        "no-statement-timeout",
        "The role of the application has no statement_timeout in its database; the cure sets five seconds.",
        new SchemaTwins(
            Broken: """
                DO $$ BEGIN
                    EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I RESET statement_timeout', current_database());
                END $$
                """,
            Cured: """
                DO $$ BEGIN
                    EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET statement_timeout = %L', current_database(), '5s');
                END $$
                """));
}
