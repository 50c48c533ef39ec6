using Headroom.Analyze;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Documents.Executive;
using Headroom.Report.Documents.Facts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Executive;

public sealed class ExecutiveDocumentTests
{
    private const string Attack = " a | b `c` <b>d</b> [e](javascript:f) \u202E\n## No section\n| x | y |";

    [Theory]
    [InlineData(Verdict.Blocked, "# ▲ NOT READY: clipper\n")]
    [InlineData(Verdict.CannotTell, "# ○ CANNOT TELL: clipper\n")]
    [InlineData(Verdict.ReadyWithRisk, "# ■ READY WITH RISK: clipper\n")]
    [InlineData(Verdict.Ready, "# ● READY: clipper\n")]
    public void The_status_is_the_first_line(Verdict verdict, string line) =>
        Render(SampleResult.Ready with { Decision = SampleResult.Ready.Decision with { Verdict = verdict } }).ShouldStartWith(line);

    [Fact]
    public void A_service_that_did_not_come_back_costs_without_an_upper_bound()
    {
        var dead = DocumentSample.Gone("clipper") with { Fault = "killed", Lasted = null, TimeToRecover = null };
        var cost = DocumentSample.Full.Cost! with { Outages = [] };

        var section = Section(DocumentSample.Full with { Outages = [dead], Cost = cost }, "Cost and benefit");

        section.ShouldContain("Of the faults in which requests failed, no length is known.");
        section.ShouldContain("clipper killed: no end of it was seen, so that its cost has no upper bound.");
        Section(DocumentSample.Full with { Outages = [dead with { Lasted = TimeSpan.FromSeconds(3), Failed = 0 }], Cost = cost }, "Cost and benefit")
            .ShouldContain("In no fault that was put on did a request fail.");
    }

    [Fact]
    public void A_critical_finding_has_its_place_its_fix_its_gain_its_effort_and_its_check()
    {
        var section = Section(DocumentSample.Full, "What comes first");

        section.ShouldContain("### 1. P0 Critical: clips is sorted by created_at for one user without an index that gives the order");
        section.ShouldContain("- where: `GET /users/{id}/clips, clips (user_id, created_at)`; impact: up to 62.2 % of the database time under load");
        section.ShouldContain("- snippet: `SELECT c.id, c.title, c.created_at FROM clips c");
        section.ShouldContain("- fix (schema change): `CREATE INDEX CONCURRENTLY clips_user_id_created_at_idx ON clips (user_id, created_at DESC);`");
        section.ShouldContain(
            "(measured, 6,430 → 10, 12 pairs); time of the statement on a clone: 58.4 ms → 62 µs; effort: 1 h, the convention for this kind of change");
        section.ShouldContain("- verify: `headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"`");
        section.ShouldContain("### 2. P1 High:");
        section.ShouldNotContain("### 3.");
    }

    [Fact]
    public void A_finding_that_is_accepted_for_a_time_says_by_whom() =>
        Section(SamplePlan.Planned, "What comes first").ShouldContain("- waiver: accepted until 2026-09-30 by feed team: the feed is rewritten");

    [Fact]
    public void Findings_beyond_the_page_are_counted()
    {
        var section = Section(SampleResult.Blocked with { Findings = [.. Enumerable.Repeat(SampleResult.Blocked.Findings[0], 9)] }, "What comes first");

        section.ShouldContain("### 3.");
        section.ShouldNotContain("### 4.");
        section.ShouldContain("and 6 more: see the document `findings`");
    }

    [Fact]
    public void No_finding_of_detectors_that_did_not_run_is_not_health()
    {
        Section(SampleResult.Empty, "What comes first").ShouldContain("Unknown: no detector ran.");
        Section(SampleResult.Ready, "What comes first").ShouldContain("No finding: every detector ran.");
    }

    [Fact]
    public void After_the_fix_stands_what_was_measured_in_its_own_metric_or_that_nothing_was()
    {
        var section = Section(SampleResult.Blocked, "Objectives");

        section.ShouldContain("Met: 3 of 7 objectives; violated: 3; not judged: 1.");
        section.ShouldContain("| `GET /users/{id}/clips` | p99 | 800 ms | 1.24 s | finding 1: 643x fewer buffers per call (measured, 6,430 → 10, 12 pairs) | ▲ violated |");
        section.ShouldNotContain("| `GET /users/{id}/clips` | p95 |");
        section.ShouldContain("| `GET /feed` | p95 | 300 ms | 300.04 ms | not measured | ▲ violated |");
        section.ShouldContain("| `POST /clips` | p99 | 800 ms | – | not measured | ○ not judged |");
    }

    [Fact]
    public void An_objective_that_is_met_beside_a_finding_needs_no_word_about_its_fix()
    {
        Section(SampleResult.Blocked, "Objectives").ShouldContain("| `GET /clips` | p95 | 100 ms | 41.2 ms | no fix needed | ● met |");
        Section(SampleResult.Blocked, "Objectives").ShouldContain("| `GET /clips/{id}` | p95 | 50 ms | 8.1 ms | no fix needed | ● met |");
        Section(SampleResult.Ready, "Objectives").ShouldContain("| `GET /clips` | p95 | 100 ms | 41.2 ms | no fix needed | ● met |");
    }

    [Fact]
    public void An_estimate_stands_with_its_model()
    {
        var estimated = SampleResult.Blocked with { Findings = [.. SampleResult.Blocked.Findings.Where(finding => finding.Effect is Effect.Estimated)] };

        Section(estimated, "Objectives").ShouldContain("estimate: buffers per call 22 to 40 (not measured; model: rows read = offset + limit, at the offsets of the load)");
    }

    [Fact]
    public void A_share_of_failures_is_not_cured_by_fewer_buffers()
    {
        var failing = SampleResult.Blocked with
        {
            Slo = [new SloResult { Endpoint = "GET /users/{id}/clips", Indicator = "errors", TargetShare = new(0.01), ActualShare = new(0.5), Samples = 100, Met = false }],
        };

        Section(failing, "Objectives").ShouldContain("| not measured | ▲ violated |");
    }

    [Fact]
    public void A_rate_is_safe_only_where_every_objective_held_at_it()
    {
        var section = Section(SampleResult.Blocked, "Safe throughput");

        section.ShouldContain("| `GET /clips` | 201/s | ● met | at least 201/s | not reached in this run |");
        section.ShouldContain("| `GET /users/{id}/clips` | 67/s | ▲ violated | less than this run's rate | finding 1: clips is sorted");
        section.ShouldContain("| `POST /clips` | 0/s | ○ not judged | not known | not known |");
        section.ShouldContain("| `clipper` | – | – | not known; 1.5 times the load was borne; 2 times was not | the capacity was not searched for |");
        Section(SampleResult.Ready, "Safe throughput").ShouldContain("| `clipper` | – | – | up to 413/s | the objectives |");
    }

    [Fact]
    public void An_endpoint_that_nothing_of_its_own_limits_shares_processors_that_were_short()
    {
        var busy = SampleResult.Blocked with { Findings = [], Host = SampleResult.Blocked.Host! with { Busy = new Ratio(0.97) } };

        var section = Section(busy, "Safe throughput");

        section.ShouldContain("| ▲ violated | not this rate beside the rest of the load | what it shares with the others: processors, "
            + "busy for 97.0 % of the time, 43.0 % by the database |");
        section.ShouldContain("| `POST /clips` | 0/s | ○ not judged | not known | not known |");
        Section(busy with { Host = null }, "Safe throughput").ShouldContain("| ▲ violated | less than this run's rate | not known |");
    }

    [Fact]
    public void Only_what_takes_from_others_or_refuses_limits_a_rate()
    {
        const string violated = "| `GET /users/{id}/clips` | 67/s | ▲ violated | less than this run's rate |";

        Section(With(share: 0.622), "Safe throughput").ShouldContain($"{violated} finding 1:");
        Section(With(share: 0.01), "Safe throughput").ShouldContain($"{violated} finding 1:");
        Section(With(share: 0.0099), "Safe throughput").ShouldContain($"{violated} not known |");
        Section(With(share: null, "missing-client-timeout"), "Safe throughput").ShouldContain($"{violated} not known |");
        foreach (var detector in SafeRates.Limits)
        {
            Section(With(share: null, detector), "Safe throughput").ShouldContain($"{violated} finding 1:", Case.Insensitive, detector);
        }

        static AuditResult With(double? share, string detector = "unindexed-sort") => SampleResult.Blocked with
        {
            Findings = [SampleResult.Blocked.Findings[0] with { Detector = detector, Share = share is { } known ? new Ratio(known) : null }],
        };
    }

    [Fact]
    public void Every_limit_of_a_rate_is_a_detector_of_the_catalogue() =>
        SafeRates.Limits.ShouldBeSubsetOf(Catalogue.Detectors.Select(static detector => detector.Info.Id));

    [Fact]
    public void Processors_without_room_limit_the_service()
    {
        var busy = SampleResult.Blocked with { Host = SampleResult.Blocked.Host! with { Busy = new Ratio(0.95) } };

        Section(busy, "Safe throughput").ShouldContain("processors, busy for 95.0 % of the time, 43.0 % by the database; the capacity was not searched for |");
    }

    [Fact]
    public void The_page_is_a_page()
    {
        var many = DocumentSample.Full with
        {
            Findings = [.. Enumerable.Range(0, 60).Select(static i => DocumentSample.Full.Findings[0] with { Fingerprint = $"unindexed-sort:t{i}" })],
            Slo = [.. Enumerable.Range(0, 200).Select(static i => new SloResult { Endpoint = $"GET /{i}", Indicator = "p95", Samples = 0 })],
            Endpoints = [.. Enumerable.Range(0, 200).Select(static i => DocumentSample.Full.Endpoints[0] with { Endpoint = $"GET /{i}" })],
            Decision = DocumentSample.Full.Decision with
            {
                Assertions = [.. Enumerable.Range(0, 200).Select(static i => new Assertion { Name = $"slo GET /{i} p95", Operator = "<=", Level = "error", Passed = i % 2 == 0 })],
            },
        };

        Render(many).Split('\n').Count(static line => line.Length > 0).ShouldBeLessThan(120);
        Section(many, "Decision").ShouldContain("| objectives | 100 of 200 hold | ☒ 100 | ☐ | ☐ | ☐ |");
    }

    [Fact]
    public void What_hangs_is_told_by_its_finding_and_its_silence_as_an_answer()
    {
        var found = SampleResult.Blocked with
        {
            Findings = [SampleResult.Blocked.Findings[0] with { Detector = "missing-client-timeout", Title = "it waits for ever" }],
        };
        var clean = SampleResult.Ready with { Outcomes = [new DetectorOutcome { Detector = "missing-client-timeout", Outcome = "clean" }] };

        Section(found, "Failure scenarios").ShouldContain("- hanging, one request of each kind and many at once: finding 1: it waits for ever");
        Section(clean, "Failure scenarios").ShouldContain("every request had an answer or an error in time");
        Section(SampleResult.Ready, "Failure scenarios").ShouldNotContain("hanging");
    }

    [Fact]
    public void A_detector_that_could_not_tell_a_part_is_not_tested_in_part()
    {
        var result = SampleResult.Ready with { NotTested = [new NotTested("unindexed-sort", "one table was too large"), new NotTested("capacity", "nobody asked")] };

        Section(result, "Not tested").ShouldContain("| unindexed-sort, in part | one table was too large |");
        Section(result, "Not tested").ShouldContain("| capacity | nobody asked |");
    }

    [Fact]
    public void An_endpoint_without_an_objective_has_no_safe_rate() =>
        Section(SampleResult.Ready with { Slo = [] }, "Safe throughput").ShouldContain("| `GET /clips` | 201/s | ○ none | not known: it has no objective |");

    [Fact]
    public void Failure_scenarios_are_measured_or_not_tested()
    {
        Section(DocumentSample.Full, "Failure scenarios").ShouldContain("| `partners` | gone | 10.00 s | 25.0 % |");
        Section(SampleResult.Ready with { NotTested = [new NotTested("failure behaviour", "no fault was injected")] }, "Failure scenarios")
            .ShouldContain("- not tested: failure behaviour: no fault was injected");
    }

    [Theory]
    [InlineData("| objectives | 1 of 3 hold | ☒ 1 | ☐ | ☐ | ☐ |")]
    [InlineData("| unwaived critical findings | fails: 1, must be = 0 | ☒ | ☐ | ☐ | ☐ |")]
    [InlineData("| unwaived high findings | risk: 1, must be = 0 | ☐ | ☐ | ☒ | ☐ |")]
    [InlineData("| required: n-plus-one-query | holds | ☐ | ☐ | ☐ | ☒ |")]
    public void Assertions_of_one_kind_tick_the_box_of_the_gravest_of_them(string row) => Section(SampleResult.Blocked, "Decision").ShouldContain(row);

    [Theory]
    [InlineData(2, 0, 1, "| objectives | 2 of 3 hold | ☐ | ☒ 1 | ☐ | ☐ |")]
    [InlineData(3, 0, 0, "| objectives | 3 of 3 hold | ☐ | ☐ | ☐ | ☒ 3 |")]
    [InlineData(2, 31, 1, "| objectives | 2 of 34 hold | ☒ 31 | ☐ | ☐ | ☐ |")]
    public void A_box_that_is_less_grave_than_another_of_its_row_stays_empty(int held, int missed, int unjudged, string row)
    {
        bool?[] passed = [.. Enumerable.Repeat<bool?>(true, held), .. Enumerable.Repeat<bool?>(false, missed), .. Enumerable.Repeat<bool?>(null, unjudged)];
        var told = SampleResult.Blocked with
        {
            Decision = SampleResult.Blocked.Decision with
            {
                Assertions =
                    [.. passed.Select(static (one, i) => new Assertion { Name = $"slo GET /{i} p95", Operator = "<=", Level = "error", Passed = one })],
            },
        };

        Section(told, "Decision").ShouldContain(row);
    }

    [Fact]
    public void What_is_told_and_decides_nothing_ticks_no_box()
    {
        var told = SampleResult.Blocked with
        {
            Decision = SampleResult.Blocked.Decision with { Assertions = [new Assertion { Name = "the hotspot got better", Operator = "better", Level = "info", Passed = false }] },
        };

        Section(told, "Decision").ShouldNotContain("☒");
    }

    [Fact]
    public void Without_assertions_no_box_is_ticked()
    {
        var section = Section(SampleResult.Ready, "Decision");

        section.ShouldContain("no box can be ticked");
        section.ShouldNotContain("the gravest ticked box");
        section.ShouldNotContain("☒");
    }

    [Fact]
    public void Fixes_have_days_that_are_working_days() =>
        Section(DocumentSample.Full, "Action plan").ShouldContain("| 2026-08-03 | unassigned | P0: clips is sorted by created_at"); // the run was on a Saturday

    [Fact]
    public void A_fix_whose_effort_is_not_known_has_no_day() => Section(SampleResult.Blocked, "Action plan").ShouldContain("| – | – | P0: clips is sorted by created_at");

    [Fact]
    public void Money_is_the_plans_own_or_none()
    {
        var section = Section(DocumentSample.Full, "Cost and benefit");

        section.ShouldContain("an hour of an engineer costs 90 EUR");
        section.ShouldContain("without an index that gives the order | 1 | 90 EUR | 643x fewer buffers per call");
        section.ShouldContain("All of these fixes: 5 h, 450 EUR.");
        section.ShouldContain("| partners gone | 2.50 s to 13.00 s | 16.7 EUR to 86.7 EUR |");
        Section(SampleResult.Blocked, "Cost and benefit").ShouldContain("The plan gives no cost");
    }

    [Fact]
    public void A_plan_with_one_price_says_that_the_other_is_missing()
    {
        var section = Section(DocumentSample.Full with { Cost = DocumentSample.Full.Cost! with { OutageMinute = null, Outages = [] } }, "Cost and benefit");

        section.ShouldContain("costs 90 EUR");
        section.ShouldContain("The plan gives no cost of a minute without an answer.");
    }

    [Fact]
    public void What_was_looked_at_is_not_the_gain_of_a_remedy_within_the_scope()
    {
        var narrow = DocumentSample.Full with { Plan = DocumentSample.Full.Plan! with { Scope = new() { Schema = false } } };

        Section(narrow, "What comes first").ShouldContain("- gain of the fix: not known: what was looked at is a remedy that is out of scope");
        Section(narrow, "What comes first").ShouldContain("- fix (API change): Page by the last seen created_at");
    }

    [Fact]
    public void Text_from_outside_makes_no_section_no_cell_and_no_markup()
    {
        var attacked = Render(DocumentSample.Attacked(Attack));

        DocumentReading.Chapters(attacked).ShouldBe(DocumentReading.Chapters(Render(DocumentSample.Full)));
        DocumentReading.Tables(attacked).ShouldAllBe(rows => rows.Distinct().Count() == 1);
        DocumentReading.Words(attacked).ShouldAllBe(line => !DocumentReading.HasMarkup(line) && !line.Contains("[e]("));
        attacked.Contains('\u202E').ShouldBeFalse();
    }

    [Fact]
    public void A_database_by_itself_has_no_rate()
    {
        Section(SampleDatabase.Audited, "Safe throughput").ShouldContain("A database by itself has no requests.");
        Section(SampleDatabase.Audited, "What comes first").ShouldContain("newest_of_customer");
    }

    private static string Section(AuditResult result, string heading) => DocumentReading.Chapter(Render(result), heading);

    private static string Render(AuditResult result) => ExecutiveDocument.Render(result);
}
