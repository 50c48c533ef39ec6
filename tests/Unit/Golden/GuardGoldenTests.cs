using System.Text.Json;
using System.Xml.Linq;
using Headroom.Analyze.Guards;
using Headroom.Model.Guards;
using Headroom.Model.Json;
using Headroom.Report.Guards;
using Headroom.Tests.Unit.Analyze.Guards;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>What a guard prints and writes.</summary>
public sealed class GuardGoldenTests
{
    private static readonly ScannedTable Clips = new("clips", 120_000);

    private static readonly GuardBasis Basis = GivenGuard.Basis(
        [
            GivenGuard.Entry("by_id", 4), GivenGuard.Entry("feed", 45), GivenGuard.Entry("gone", 4), GivenGuard.Entry("likes", 10),
            GivenGuard.Entry("search", 300), GivenGuard.Entry("slow", 8000), GivenGuard.Entry("tags", 12),
        ],
        [
            new ObservedStatement { Entry = GivenGuard.Entry("by_id", 4), Line = 3 },
            new ObservedStatement { Entry = GivenGuard.Entry("feed", 12_034, GivenGuard.BySort, Clips), Line = 8 },
            new ObservedStatement { Entry = GivenGuard.Entry("likes", null) with { Plans = [] }, Line = 12, Refusal = "column \"likes\" does not exist (42703)" },
            new ObservedStatement { Entry = GivenGuard.Entry("search", 1200), Line = 15 },
            new ObservedStatement { Entry = GivenGuard.Entry("slow", null), Line = 20, NotMeasured = "it takes longer than 10 s" },
            new ObservedStatement { Entry = GivenGuard.Entry("tags, 100%: all", 12), Line = 24 },
        ],
        GivenGuard.Waiver("search"), new GuardWaiver("tags", "search team", "a new index", GivenGuard.Today.AddDays(-1), 9));

    private static readonly GuardReport Failed = GuardJudge.Judge(Basis);

    private static readonly GuardReport Unknown = GuardJudge.CannotTell(Basis.Files, Basis.Limits, "db is not on loopback");

    [Fact]
    public void The_text_is_as_approved() => Snapshot.Match("guard.golden.txt", GuardText.Render(Failed) + "\n" + GuardText.Render(Unknown));

    [Fact]
    public void The_document_is_as_approved() => Snapshot.Match("guard.golden.json", JsonSerializer.Serialize(Failed, ModelJson.GuardReport) + "\n");

    [Fact]
    public void The_annotations_are_as_approved() => Snapshot.Match("guard.annotations.golden.txt", GuardAnnotations.Render(Failed) + GuardAnnotations.Render(Unknown));

    [Fact]
    public void The_test_cases_are_as_approved()
    {
        Snapshot.Match("guard.junit.golden.xml", GuardJunit.Render(Failed));
        XDocument.Parse(GuardJunit.Render(Unknown)).Descendants("error").Count().ShouldBe(1);
    }

    [Fact]
    public void The_baseline_is_as_approved_sorted_and_read_back_as_it_was_written()
    {
        var text = JsonSerializer.Serialize(Basis.Now.ToBaseline(), ModelJson.GuardBaseline) + "\n";

        Snapshot.Match("guard-baseline.golden.json", text);
        var read = JsonSerializer.Deserialize(text, ModelJson.GuardBaseline)!;
        (JsonSerializer.Serialize(read, ModelJson.GuardBaseline) + "\n").ShouldBe(text);
        read.Statements.Select(entry => entry.Name).ShouldBe(read.Statements.Select(entry => entry.Name).Order(StringComparer.Ordinal));
    }
}
