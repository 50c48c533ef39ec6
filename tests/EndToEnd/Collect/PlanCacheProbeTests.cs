using System.Runtime.Versioning;
using Headroom.Analyze.Detectors.Database;
using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

/// <summary>A real column whose values are skewed.</summary>
[SupportedOSPlatform("linux")]
public sealed class PlanCacheProbeTests(Server server) : IClassFixture<Server>
{
    private const string Trap = "SELECT * FROM jobs WHERE status = $1 ORDER BY id LIMIT 10", Fine = "SELECT * FROM jobs WHERE id = $1";

    private static readonly Window Now = new(DateTimeOffset.UnixEpoch, TimeSpan.Zero);

    [Fact]
    public async Task Finds_the_value_that_the_generic_plan_is_bad_for()
    {
        var database = await server.DatabaseAsync("skewed", "CREATE TABLE jobs (id int PRIMARY KEY, status text NOT NULL)");
        foreach (var sql in (string[])
        [
            @"INSERT INTO jobs SELECT n, CASE WHEN n > 199950 THEN 'it''s \new' WHEN n > 199900 THEN 'open' ELSE 'done' END FROM generate_series(1, 200000) AS n",
            "CREATE INDEX ON jobs (status)", "VACUUM (ANALYZE) jobs",
        ])
        {
            await database.RunAsync(sql);
        }

        var cache = await PlanCacheProbe.RunAsync(
            database.Admin,
            Parameters((Trap, [["open"], ["done"], [@"it's \new"], ["open"]]), (Fine, [["7"]])),
            [Metrics(Trap), Metrics(Fine), Metrics("SELECT count(*) FROM jobs"), Metrics("UPDATE jobs SET status = $1"), Metrics("SELECT $1")],
            TimeProvider.System,
            TestContext.Current.CancellationToken);

        cache.Statements.Select(trial => trial.StatementId).ShouldBe([StatementText.IdOf(Trap), StatementText.IdOf(Fine), StatementText.IdOf("SELECT $1")]);
        var trap = cache.Statements[0];
        trap.Sets.Select(set => set.Number).ShouldBe([0, 1, 2]);
        trap.Sets.Select(set => set.LeadsToGeneric).ShouldBe([true, true, true]);
        trap.Sets[0].Pairs.ShouldAllBe(pair => pair.BaseBuffers > 10 * pair.RemedyBuffers);
        cache.Statements[2].Missing.ShouldNotBeNull().ShouldContain("no parameter values");
        var finding = GenericPlanTrap.Detector.Run(new EvidenceSet(new Dictionary<string, Collected> { [PlanCache.Kind] = new Collected.Present(cache) }))
            .ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem();
        finding.Subject.StatementId.ShouldBe(StatementText.IdOf(Trap));
        finding.Confidence.ShouldBe(Confidence.High);
    }

    [Fact]
    public async Task What_the_server_cannot_prepare_has_a_reason()
    {
        var database = await server.DatabaseAsync("unprepared", "CREATE TABLE jobs (id int)");
        const string query = "SELECT interval $1";

        var cache = await PlanCacheProbe.RunAsync(
            database.Admin, Parameters((query, [["1 day"]])), [Metrics(query)], TimeProvider.System, TestContext.Current.CancellationToken);

        cache.Statements.ShouldHaveSingleItem().Missing.ShouldNotBeNull().ShouldContain("syntax error");
    }

    private static StatementParameters Parameters(params (string Query, string?[][] Sets)[] statements) => new()
    {
        Window = Now,
        Provenance = "test",
        Statements = [.. statements.Select(s => new ParameterSets(StatementText.IdOf(s.Query), s.Query, ParameterSource.Log, s.Sets))],
    };

    private static StatementMetrics Metrics(string query) => new()
    {
        StatementId = StatementText.IdOf(query),
        Query = query,
        Roles = ["app"],
        Calls = 10,
        ExecutionTime = TimeSpan.FromSeconds(1),
        Rows = 10,
        Buffers = 10,
        BuffersRead = 0,
        TempBlocksWritten = 0,
    };
}
