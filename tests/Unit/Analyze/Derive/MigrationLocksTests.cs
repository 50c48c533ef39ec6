using System.Text.Json;
using Headroom.Analyze.Derive;
using Headroom.Model.Findings;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class MigrationLocksTests
{
    [Theory]
    [InlineData("CREATE INDEX i ON t (a)", "without CONCURRENTLY")]
    [InlineData("create unique index i on t (a);", "without CONCURRENTLY")]
    [InlineData("BEGIN; CREATE INDEX CONCURRENTLY i ON t (a); COMMIT;", "inside a transaction block")]
    [InlineData("START TRANSACTION; DROP INDEX CONCURRENTLY i;", "inside a transaction block")]
    [InlineData("SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY i ON t (a);", "under a lock_timeout")]
    [InlineData("SET LOCAL lock_timeout TO 2000; REINDEX INDEX CONCURRENTLY i;", "under a lock_timeout")]
    [InlineData("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", "IF NOT EXISTS")]
    [InlineData("DROP INDEX i", "without CONCURRENTLY")]
    [InlineData("DROP INDEX CONCURRENTLY i, j", "takes one index")]
    [InlineData("DROP INDEX CONCURRENTLY i CASCADE", "takes one index")]
    [InlineData("REINDEX TABLE t", "without CONCURRENTLY")]
    [InlineData("VACUUM FULL t", "VACUUM FULL")]
    [InlineData("VACUUM (ANALYZE, FULL) t", "VACUUM FULL")]
    [InlineData("CLUSTER t USING i", "CLUSTER")]
    [InlineData("REFRESH MATERIALIZED VIEW v", "without CONCURRENTLY")]
    [InlineData("TRUNCATE t", "TRUNCATE")]
    [InlineData("LOCK TABLE t", "LOCK")]
    [InlineData("ALTER TABLE t SET (fillfactor = 90)", "without lock_timeout")]
    [InlineData("SET lock_timeout = 0; ALTER TABLE t SET (fillfactor = 90)", "without lock_timeout")]
    [InlineData("SET lock_timeout = '2s'; RESET lock_timeout; ALTER TABLE t DROP COLUMN a", "without lock_timeout")]
    [InlineData("ALTER SEQUENCE s AS bigint", "without lock_timeout")]
    public void An_unsafe_statement_is_told(string sql, string told) => MigrationLocks.Of(sql).ShouldHaveSingleItem().ShouldContain(told);

    [Theory]
    [InlineData("ADD FOREIGN KEY (a) REFERENCES u (id)", "without NOT VALID")]
    [InlineData("ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u", "without NOT VALID")]
    [InlineData("ADD COLUMN a bigint REFERENCES u", "without NOT VALID")]
    [InlineData("ADD CHECK (a > 0)", "ADD CHECK without NOT VALID")]
    [InlineData("ADD CONSTRAINT c CHECK (a > 0)", "ADD CHECK without NOT VALID")]
    [InlineData("ADD PRIMARY KEY (id)", "USING INDEX")]
    [InlineData("ADD CONSTRAINT c UNIQUE (id)", "USING INDEX")]
    [InlineData("ADD CONSTRAINT c EXCLUDE USING gist (r WITH &&)", "EXCLUDE")]
    [InlineData("ADD COLUMN a uuid DEFAULT gen_random_uuid()", "volatile default")]
    [InlineData("ADD COLUMN a timestamptz DEFAULT clock_timestamp()", "volatile default")]
    [InlineData("ADD a double precision NOT NULL DEFAULT (1 + random())", "volatile default")]
    [InlineData("ADD COLUMN a bigserial", "volatile default")]
    [InlineData("ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY", "volatile default")]
    [InlineData("ADD COLUMN a bigint GENERATED ALWAYS AS (b * 2) STORED", "volatile default")]
    [InlineData("ALTER COLUMN a TYPE bigint", "ALTER COLUMN TYPE")]
    [InlineData("ALTER a SET DATA TYPE bigint USING a::bigint", "ALTER COLUMN TYPE")]
    [InlineData("ALTER COLUMN a SET NOT NULL", "SET NOT NULL")]
    [InlineData("ADD COLUMN b text, ALTER COLUMN a SET NOT NULL", "SET NOT NULL")]
    [InlineData("SET UNLOGGED", "rewrites")]
    [InlineData("SET TABLESPACE fast", "rewrites")]
    [InlineData("ATTACH PARTITION p FOR VALUES IN (1)", "ATTACH PARTITION")]
    [InlineData("DETACH PARTITION p", "DETACH PARTITION")]
    public void An_unsafe_change_of_a_table_is_told(string action, string told)
    {
        MigrationLocks.Of($"SET lock_timeout = '2s'; ALTER TABLE t {action};").ShouldHaveSingleItem().ShouldContain(told);
        MigrationLocks.Of($"SET lock_timeout = '2s'; ALTER TABLE IF EXISTS ONLY s.\"T\" {action};").ShouldHaveSingleItem().ShouldContain(told);
    }

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (a) WHERE (full IS NULL);")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY i ON t (lower(a));")]
    [InlineData("BEGIN; SELECT 1; COMMIT; CREATE INDEX CONCURRENTLY i ON t (a)")]
    [InlineData("SET lock_timeout = '2s'; RESET lock_timeout; CREATE INDEX CONCURRENTLY i ON t (a)")]
    [InlineData("SET lock_timeout = 0; CREATE INDEX CONCURRENTLY i ON t (a)")]
    [InlineData("SET lock_timeout = '2s'; DROP INDEX CONCURRENTLY i")]
    [InlineData("REINDEX (CONCURRENTLY) TABLE t")]
    [InlineData("VACUUM (FREEZE, ANALYZE) t; ANALYZE t")]
    [InlineData("VACUUM \"full\"")]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY v")]
    [InlineData("SET lock_timeout = '2s'; ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u NOT VALID, ADD CHECK (a > 0) NOT VALID")]
    [InlineData("SET lock_timeout = '2s'; ALTER TABLE t VALIDATE CONSTRAINT c")]
    [InlineData("SET lock_timeout = '2s'; ALTER TABLE t ADD COLUMN a text, ADD COLUMN b timestamptz DEFAULT now(), ADD COLUMN c numeric(10, 2) DEFAULT 0.5::numeric(10, 2)")]
    [InlineData("SET lock_timeout = '2s'; ALTER TABLE t ADD PRIMARY KEY USING INDEX i")]
    [InlineData("SET lock_timeout = '2s'; ALTER TABLE t ALTER COLUMN a SET DEFAULT random(), DROP COLUMN b, ALTER COLUMN c DROP NOT NULL")]
    [InlineData("SET lock_timeout = '2s'; ALTER TABLE t DETACH PARTITION p CONCURRENTLY")]
    [InlineData("-- CREATE INDEX i ON t (a)\nSELECT 'DROP INDEX i; VACUUM FULL'")]
    [InlineData("ALTER ROLE app SET lock_timeout = '2s'")]
    [InlineData("Page by key instead of by offset; then drop the index that nobody needs.")]
    [InlineData("")]
    [InlineData(";;")]
    [InlineData("ALTER")]
    public void A_safe_text_is_let_pass(string sql) => MigrationLocks.Of(sql).ShouldBeEmpty();

    [Theory]
    [InlineData("ALTER TABLE")]
    [InlineData("ALTER TABLE t")]
    [InlineData("ALTER TABLE s.")]
    [InlineData("ALTER TABLE t ADD")]
    [InlineData("ALTER TABLE t ADD COLUMN a int DEFAULT")]
    [InlineData("CREATE INDEX CONCURRENTLY")]
    [InlineData("SET lock_timeout")]
    public void A_text_that_is_cut_off_breaks_nothing(string sql) => MigrationLocks.Of(sql).ShouldNotBeNull();

    [Fact]
    public void Every_remedy_of_the_samples_is_safe() =>
        Unsafe(SampleFindings.Found.Concat(SampleFindings.Rejected).SelectMany(finding => finding.Remedies).Where(remedy => remedy.Kind != RemedyKind.Code)
            .SelectMany(remedy => new[] { remedy.Up, remedy.Down })).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(RunGoldenTests.Runs), MemberType = typeof(RunGoldenTests))]
    public void Every_remedy_of_a_recorded_run_is_safe(string name)
    {
        using var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(RunGoldenTests.FolderOf(name), "result.golden.json")));
        var findings = result.RootElement.GetProperty("findings").EnumerateArray().Concat(result.RootElement.GetProperty("rejected").EnumerateArray());

        Unsafe(findings.SelectMany(finding => finding.GetProperty("remedies").EnumerateArray()).Where(remedy => remedy.GetProperty("kind").GetString() != "code")
            .SelectMany(remedy => new[] { remedy.GetProperty("up").GetString(), remedy.GetProperty("down").GetString() })).ShouldBeEmpty();
    }

    private static IEnumerable<string> Unsafe(IEnumerable<string?> remedies) => remedies.OfType<string>().SelectMany(sql => MigrationLocks.Of(sql).Select(told => $"{sql}: {told}"));
}
