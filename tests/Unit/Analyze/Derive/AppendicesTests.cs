using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class AppendicesTests
{
    private const string Query = "SELECT * FROM clips WHERE user_id = $1";

    private static readonly StatementPlans Plans = Given.Plans((Query, Given.Scan("clips", 3, 1_000, "(user_id = $1)").Timed(12.5)));

    [Fact]
    public void Nothing_collected_gives_no_appendix() => Appendices.Of(Given.Set()).ShouldBeEmpty();

    [Fact]
    public void Evidence_that_could_not_be_read_gives_none() =>
        Appendices.Of(Given.Without(Given.Set(), StatementPlans.Kind, "no permission")).ShouldBeEmpty();

    [Fact]
    public void Each_names_the_file_that_holds_the_whole()
    {
        var appendices = Appendices.Of(Everything());

        appendices.Select(appendix => appendix.File).ShouldBe(
        [
            "evidence/run-metrics.json", "evidence/endpoint-statements.json", "evidence/statements.json", "evidence/database-activity.json",
            "evidence/server-settings.json", "evidence/table-activity.json", "evidence/plans.json",
        ]);
        appendices.ShouldAllBe(appendix => appendix.Title.Length > 0 && appendix.Lines.Count > 0 && appendix.Left == 0);
    }

    [Fact]
    public void Statements_have_their_calls_and_their_time() =>
        Lines(Everything(), StatementStatistics.Kind)[0].ShouldBe($"100 calls, 900 ms in all, 9 ms each, 1 row and 1000 buffers a call: {Query}");

    [Fact]
    public void Statements_that_began_anew_are_said_to_be_left_out() =>
        Lines(Given.Set((StatementStatistics.Kind, Given.Statements((Query, 1)) with { Restarted = 1 })), StatementStatistics.Kind)[0]
            .ShouldBe("1 statement left out: the counters began anew in the window");

    [Fact]
    public void What_nobody_measured_of_a_statement_is_no_number()
    {
        var statements = Given.Statements((Query, 900));
        var unknown = statements with { Statements = [statements.Statements[0] with { IsUnmeasured = true }] };

        Lines(Given.Set((StatementStatistics.Kind, unknown)), StatementStatistics.Kind).ShouldBe([$"100 calls, not measured: {Query}"]);
    }

    [Fact]
    public void No_literal_of_a_statement_is_shown()
    {
        var set = Given.Set((StatementStatistics.Kind, Given.Statements(("ALTER ROLE app PASSWORD 'hunter2'", 1), ("SELECT 4711", 1))));

        string.Join('\n', Lines(set, StatementStatistics.Kind)).ShouldNotContain("hunter2");
        string.Join('\n', Lines(set, StatementStatistics.Kind)).ShouldNotContain("4711");
    }

    [Fact]
    public void Parameters_give_no_appendix()
    {
        StatementParameters parameters = new()
        {
            Window = Given.Throughout,
            Provenance = "test",
            Statements = [new ParameterSets(StatementText.IdOf(Query), Query, ParameterSource.Log, [["hunter2"]])],
        };

        Appendices.Of(Given.Set((StatementParameters.Kind, parameters))).ShouldBeEmpty();
    }

    [Fact]
    public void Settings_that_nobody_set_are_left_out()
    {
        var settings = GivenServer.Settings() with
        {
            Settings =
            [
                new ServerSetting("work_mem", "65536", "kB", "configuration file", "4096", true),
                new ServerSetting("jit", "on", null, "default", "on", false),
                new ServerSetting("random_page_cost", "4", null, "configuration file", "4", false),
                new ServerSetting("track_functions", "all", null, "session", "none", false),
            ],
        };

        Lines(Given.Set((ServerSettings.Kind, settings)), ServerSettings.Kind)
            .ShouldBe(["work_mem = 64 MiB, by configuration file; 4 MiB if nobody set it; another value waits for a restart"]);
    }

    [Fact]
    public void The_cache_of_blocks_has_its_hit_ratio_and_none_without_blocks()
    {
        var activity = GivenServer.Activity();
        var hits = activity with { Counters = activity.Counters with { BlocksHit = 300, BlocksRead = 100 } };
        var idle = activity with { Counters = activity.Counters with { BlocksHit = 0, BlocksRead = 0 } };

        Lines(Given.Set((DatabaseActivity.Kind, hits)), DatabaseActivity.Kind)
            .ShouldContain("blocks: 300 found in the shared buffers, 100 read from outside, hit ratio 0.75");
        Lines(Given.Set((DatabaseActivity.Kind, idle)), DatabaseActivity.Kind).ShouldNotContain(line => line.Contains("hit ratio", StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_is_the_one_of_the_slowest_execution()
    {
        var plan = Plans.Statements[0];
        var two = Plans with
        {
            Statements =
            [
                plan with
                {
                    Samples =
                    [
                        plan.Samples[0] with { ExecutionTime = TimeSpan.FromMilliseconds(2), Root = Given.Node("Result", 1) },
                        plan.Samples[0] with { ExecutionTime = TimeSpan.FromMilliseconds(70) },
                    ],
                },
            ],
        };

        var lines = Lines(Given.Set((StatementPlans.Kind, two)), StatementPlans.Kind);

        lines[0].ShouldBe(Query);
        lines[1].ShouldBe("executed in 70 ms");
        lines[2].ShouldStartWith("Seq Scan on clips  (rows=3 estimated=3 loops=1 time=12.5 ms)");
        lines[3].ShouldBe("    Filter: (user_id = $1)");
    }

    [Fact]
    public void There_are_never_too_many_nor_too_long_ones()
    {
        var queries = Enumerable.Range(0, 200).Select(i => ($"SELECT a{i} FROM {new string('t', 300)}", 10.0)).ToArray();
        var set = Given.Set(
            (StatementStatistics.Kind, Given.Statements(queries)),
            (StatementPlans.Kind, Given.Plans([.. queries.Select(one => (one.Item1, Deep(80)))])));

        var appendices = Appendices.Of(set);

        appendices.Count.ShouldBe(Appendices.Most);
        appendices.ShouldAllBe(appendix => appendix.Lines.Count <= Appendices.MostLines);
        appendices.SelectMany(appendix => appendix.Lines).ShouldAllBe(line => line.Length <= Appendices.MostCharacters);
        appendices[0].Left.ShouldBe(200 - Appendices.MostLines);
        appendices[1].Left.ShouldBe(2 + 81 - Appendices.MostLines);
    }

    [Fact]
    public void A_line_is_one_line_and_is_not_cut_within_a_character()
    {
        var smiling = string.Concat(Enumerable.Repeat("😀", 200));
        var run = Given.Run(Given.Endpoint("GET /a\nb\u001b[2J", 1, 5)) with { EndedBecause = smiling };

        var lines = Lines(Given.Set((RunMetrics.Kind, run)), RunMetrics.Kind);

        lines.SelectMany(line => line).Count(char.IsControl).ShouldBe(0);
        var cut = lines.Single(line => line.StartsWith("ended early: ", StringComparison.Ordinal));
        cut.ShouldEndWith("…");
        char.IsHighSurrogate(cut[^2]).ShouldBeFalse();
    }

    [Fact]
    public void An_endpoint_alone_has_its_processor_time_where_it_was_seen()
    {
        var alone = Given.Alone("GET /a", Query);
        var cost = new AloneCost(new ProcessorUse(10, TimeSpan.FromMilliseconds(90), TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(10)), TimeSpan.FromMilliseconds(20));
        var seen = alone with { Endpoints = [alone.Endpoints[0] with { Cost = cost }] };

        Lines(Given.Set((EndpointStatements.Kind, seen)), EndpointStatements.Kind)
            .ShouldBe(["GET /a: 1 statement a request, 1 buffer a request, processor 4 ms (may be off by 1 ms), database 2 ms; 10 requests"]);
        Lines(Given.Set((EndpointStatements.Kind, alone)), EndpointStatements.Kind)
            .ShouldBe(["GET /a: 1 statement a request, 1 buffer a request, processor time not seen; 10 requests"]);
    }

    [Fact]
    public void An_endpoint_that_did_not_succeed_alone_says_what_came_back()
    {
        var unseen = Given.Alone("GET /a") with { Endpoints = [new EndpointAlone("GET /a", 0, []) { Missing = "GET /a answered 404 to 12 of 12 requests" }] };

        Lines(Given.Set((EndpointStatements.Kind, unseen)), EndpointStatements.Kind).ShouldBe(["GET /a: not seen: GET /a answered 404 to 12 of 12 requests"]);
    }

    private static IReadOnlyList<string> Lines(EvidenceSet set, string kind) =>
        Appendices.Of(set).Single(appendix => appendix.File == $"evidence/{kind}.json").Lines;

    private static PlanNode Deep(int depth) => depth == 0 ? Given.Node("Result", 1) : Given.Node("Limit", 1, Deep(depth - 1));

    private static EvidenceSet Everything()
    {
        var settings = GivenServer.Settings() with { Settings = [new ServerSetting("jit", "off", null, "database", "on", false)] };
        return Given.Set(
            (RunMetrics.Kind, Given.Run(Given.Endpoint("GET /a", 10, 5))),
            (EndpointStatements.Kind, Given.Alone("GET /a", Query)),
            (StatementStatistics.Kind, Given.Statements((Query, 900))),
            (DatabaseActivity.Kind, GivenServer.Activity()),
            (ServerSettings.Kind, settings),
            (TableActivity.Kind, Given.Activity(Given.Use("clips"))),
            (StatementPlans.Kind, Plans));
    }
}
