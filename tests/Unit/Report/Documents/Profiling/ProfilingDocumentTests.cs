using System.Globalization;
using Headroom.Analyze;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Documents.Profiling;
using Headroom.Tests.Unit.Golden;
using Headroom.Tests.Unit.Report.Formats;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Profiling;

public sealed class ProfilingDocumentTests
{
    private static readonly string[] s_chapters =
    [
        "## 1. Test configuration", "## 2. System configuration", "## 3. Load results", "## 4. Prometheus", "## 5. Database and cache statistics",
        "## 6. Processor, heap, threads and locks", "## 7. Slow statements", "## 8. N+1 patterns", "## 9. Missing indexes", "## 10. Cache",
        "## 11. External dependencies", "## 12. Recommendations by priority", "## 13. Implementation plan", "## 14. Success criteria",
        "## 15. Not tested", "## Appendices",
    ];

    public static TheoryData<string> Samples => ReportGoldenTests.Samples;

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_chapter_is_there_and_none_is_empty(string sample)
    {
        var lines = ProfilingDocument.Render(ReportGoldenTests.Named(sample)).Split('\n');

        lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ShouldBe(s_chapters);
        lines.Index().Where(line => line.Item.StartsWith("## ", StringComparison.Ordinal))
            .ShouldAllBe(line => lines[line.Index + 1].Length == 0 && lines[line.Index + 2].Length > 0 && !lines[line.Index + 2].StartsWith("## "));
    }

    [Fact]
    public void What_was_not_measured_says_so_with_its_reason()
    {
        var silent = SampleResult.Empty with
        {
            Outcomes =
            [
                new DetectorOutcome { Detector = "cpu-bound-endpoint", Outcome = "not_run", Reason = "the processes are not known" },
                new DetectorOutcome { Detector = "n-plus-one-query", Outcome = "not_run", Reason = "the scaling probe failed" },
                new DetectorOutcome { Detector = "serial-round-trips", Outcome = "not_run", Reason = "the plan names no dependencies" },
            ],
        };

        var text = ProfilingDocument.Render(silent);

        text.ShouldContain("The processor time of a request was not measured: the processes are not known.");
        text.ShouldContain("How statements grow with the rows was not measured: the scaling probe failed.");
        text.ShouldContain("Where the time of a request goes was not measured: the plan names no dependencies.");
        text.ShouldContain("Not collected: the result holds no profile of the processor");
        text.ShouldContain("Not collected: the result holds no series of a Prometheus server");
        text.ShouldNotContain("● clean");
    }

    [Fact]
    public void An_N_plus_1_pattern_has_its_place_and_its_queries_a_request()
    {
        var chapter = Chapter(SampleResult.Blocked, "## 8.");

        chapter.ShouldContain("| `GET /clips` | src/Clips/ClipEndpoints.cs:48 |");
        chapter.ShouldContain("| 1 | 42 | 40 | 42 |");
    }

    [Fact]
    public void A_missing_index_has_its_columns_its_gain_and_its_statement()
    {
        var chapter = Chapter(SampleResult.Blocked, "## 9.");

        chapter.ShouldContain("| `clips` | `user_id`, `created_at` |");
        chapter.ShouldContain("6,430 → 10");
        chapter.ShouldContain("CREATE INDEX CONCURRENTLY clips_user_id_created_at_idx");
        chapter.ShouldContain("Tried, measured, and not worth doing:");
        chapter.ShouldContain("clips_visibility_idx");
    }

    [Fact]
    public void What_was_found_and_has_no_finding_of_its_own_says_where_it_is_told()
    {
        var scanned = SampleResult.Blocked with { Outcomes = [new DetectorOutcome { Detector = "large-sequential-scans", Outcome = "found" }] };

        Chapter(scanned, "## 9.").ShouldContain("| `large-sequential-scans` | ■ found | told with the finding that explains it |");
    }

    [Fact]
    public void The_processor_time_of_an_endpoint_is_shown_where_it_was_measured()
    {
        var result = SampleResult.Blocked with
        {
            Endpoints =
            [
                .. SampleResult.Blocked.Endpoints.Select((endpoint, i) => i != 1 ? endpoint : endpoint with
                {
                    ProcessorPerRequest = TimeSpan.FromMilliseconds(3.1),
                    ProcessorResolution = TimeSpan.FromMilliseconds(0.8),
                    DatabasePerRequest = TimeSpan.FromMilliseconds(1.5),
                }),
            ],
        };

        Chapter(result, "## 6.").ShouldContain("| `GET /clips/{id}` | 3.1 ms | 800 µs | 1.5 ms |");
        Chapter(SampleResult.Blocked, "## 6.").ShouldContain("The processor time of a request was not measured.");
    }

    [Fact]
    public void The_plan_is_told_as_far_as_the_result_knows_it()
    {
        var chapter = Chapter(GivenWaiver.Until(2), "## 1.");

        chapter.ShouldContain("- load: shop: 200 iterations/s for 60 s");
        chapter.ShouldContain("- dependency: partners (http)");
        chapter.ShouldContain("- the project's own tests: `dotnet test`");
        chapter.ShouldContain("- changes within reach: schema, dependencies, settings, code");
        Chapter(SampleResult.Blocked, "## 1.").ShouldContain("The result holds no facts of the plan");
    }

    [Fact]
    public void An_estimate_stands_beside_its_model_and_a_measurement_beside_its_interval()
    {
        var chapter = Chapter(SampleResult.Blocked, "## 14.");

        chapter.Split('\n').Single(line => line.Contains("22 to 40", StringComparison.Ordinal)).ShouldContain("model: rows read = offset + limit");
        chapter.Split('\n').Single(line => line.Contains("buffers per call | 6,430 | 10", StringComparison.Ordinal)).ShouldContain("99 % interval");
    }

    [Fact]
    public void A_step_has_its_change_its_way_back_and_its_proof()
    {
        var chapter = Chapter(SampleResult.Blocked, "## 13.");

        chapter.ShouldContain("### 1. clips is sorted by created_at");
        chapter.ShouldContain("DROP INDEX CONCURRENTLY clips_user_id_created_at_idx;");
        chapter.ShouldContain("headroom prove 'unindexed-sort:clips(user_id,created_at)'");
    }

    [Fact]
    public void What_is_out_of_scope_is_no_step_and_the_remedy_within_it_is_the_step()
    {
        var chapter = Chapter(SamplePlan.WithoutSchema with { Findings = [.. SamplePlan.WithoutSchema.Findings, SamplePlan.Planned.Findings[0] with { Title = "two ways" }] }, "## 13.");

        chapter.ShouldNotContain("CREATE INDEX");
        chapter.ShouldNotContain("two ways");
        chapter.ShouldContain("Findings without a cure that is known and within the plan's scope are no steps.");
        var within = SamplePlan.Planned with { Plan = SamplePlan.Facts with { Scope = new() { Schema = false } } };
        Chapter(within, "## 13.").ShouldContain("Page by the last seen created_at");
        Chapter(within, "## 12.").ShouldContain("not known: what was looked at is a remedy that is out of scope");
    }

    [Fact]
    public void Every_detector_of_the_catalogue_has_a_chapter()
    {
        var all = SampleResult.Ready with { Outcomes = [.. Catalogue.Detectors.Select(static detector => new DetectorOutcome { Detector = detector.Info.Id, Outcome = "clean" })] };

        var text = ProfilingDocument.Render(all);

        Catalogue.Detectors.ShouldAllBe(detector => text.Contains($"| `{detector.Info.Id}` |"));
    }

    [Fact]
    public void Lists_that_can_grow_are_bounded()
    {
        var finding = SampleResult.Blocked.Findings[0];
        var many = SampleResult.Blocked with { Findings = [.. Enumerable.Range(0, 500).Select(i => finding with { Fingerprint = $"unindexed-sort:t{i}" })] };

        ProfilingDocument.Render(many).Length.ShouldBeLessThan(200_000);
        Chapter(many, "## 12.").ShouldContain("More of them stand in `report.md`.");
        Chapter(many, "## 13.").ShouldContain("More findings with remedies stand in `report.md`");
    }

    [Fact]
    public void An_appendix_tells_how_much_was_left_out_and_where_the_whole_is()
    {
        var result = SampleResult.Blocked with
        {
            Appendices = [new Appendix { Title = "costliest statements", File = "evidence/statements.json", Lines = ["1 calls: SELECT $1", "```"], Left = 1_234 }],
        };

        var chapter = Chapter(result, "## Appendices");

        chapter.ShouldContain("### Appendix: costliest statements\n\n````\n1 calls: SELECT $1\n```\n````");
        chapter.ShouldContain("Lines that are left out: 1,234. The whole: `evidence/statements.json`.");
        Chapter(SampleResult.Blocked, "## Appendices").ShouldContain("The result holds none");
    }

    [Fact]
    public void Text_from_outside_stays_text()
    {
        const string attack = "<img src=x>|**[a](javascript:b)\n# not a heading";
        var finding = SampleResult.Blocked.Findings[1];
        var attacked = SampleResult.Blocked with
        {
            Manifest = SampleResult.Blocked.Manifest with { Service = attack },
            Findings = [finding with { Title = attack, Endpoints = [attack], Subject = finding.Subject with { Endpoint = attack, File = attack } }],
            Outcomes = [new DetectorOutcome { Detector = "n-plus-one-query", Outcome = "not_run", Reason = attack }],
            Layers = [],
        };

        var prose = ProfilingDocument.Render(attacked).Split('\n').Where(line => !line.Contains('`', StringComparison.Ordinal)).ToList();

        prose.ShouldNotContain(line => line.Contains("<img", StringComparison.Ordinal));
        prose.ShouldNotContain(line => line.StartsWith("# not", StringComparison.Ordinal));
        prose.ShouldNotContain(line => line.Contains("[a](", StringComparison.Ordinal));
    }

    [Fact]
    public void The_document_is_the_same_in_every_culture()
    {
        var expected = ProfilingDocument.Render(SampleResult.Blocked);
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in Cultures.All)
            {
                CultureInfo.CurrentCulture = culture;
                ProfilingDocument.Render(SampleResult.Blocked).ShouldBe(expected);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_capacity_that_was_not_looked_for_is_no_number()
    {
        Chapter(SampleResult.Blocked, "## 3.").ShouldContain("The greatest rate within the objectives was not looked for");
        Chapter(SampleResult.Blocked with { Capacity = new Capacity(new PerSecond(412.5)) }, "## 3.").ShouldContain("Greatest rate within the objectives: 413/s.");
    }

    [Fact]
    public void Findings_are_grouped_by_their_priority_the_worst_first()
    {
        var headings = Chapter(SampleResult.Blocked, "## 12.").Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal));

        headings.ShouldBe(["### P0 (critical)", "### P1 (high)", "### P2 (medium)", "### P3 (low)"]);
        Chapter(SampleResult.Blocked with { Findings = [] }, "## 12.").ShouldContain("some did not");
        Chapter(SampleResult.Blocked with { Findings = [] }, "## 13.").ShouldContain("No fix is known.");
    }

    private static string Chapter(AuditResult result, string heading)
    {
        var text = ProfilingDocument.Render(result);
        var start = text.IndexOf($"\n{heading}", StringComparison.Ordinal) + 1;
        start.ShouldBeGreaterThan(0);
        var end = text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? text[start..] : text[start..end];
    }
}
