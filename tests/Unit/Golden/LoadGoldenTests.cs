using System.Text.Json;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>What a load run prints and writes.</summary>
public sealed class LoadGoldenTests
{
    public static TheoryData<string> Samples => ["full", "empty"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_summary_is_as_approved(string sample) => Snapshot.Match($"load-{sample}.golden.txt", Text(sample));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_document_is_as_approved(string sample) => Snapshot.Match($"load-{sample}.golden.json", Json(sample));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_summary_for_reporters_of_k6_is_as_approved(string sample) =>
        Snapshot.Match($"load-{sample}.k6.golden.json", K6Summary.Render(Named(sample).Run, SampleRun.Plan));

    [Fact]
    public void Nothing_but_a_long_name_or_reason_is_wider_than_a_hundred_columns() =>
        Text("full").Split('\n').Where(line => line.Length > 100)
            .ShouldAllBe(line => line.Contains("nobody") || line.StartsWith("  target saturation"));

    [Fact]
    public void The_document_is_read_back_as_it_was_written()
    {
        var read = JsonSerializer.Deserialize(Json("full"), ModelJson.LoadResult)!;

        (JsonSerializer.Serialize(read, ModelJson.LoadResult) + "\n").ShouldBe(Json("full"));
        read.StartedAt.ShouldBe("2026-08-01T09:30:12.1234567Z");
    }

    private static string Json(string sample) =>
        JsonSerializer.Serialize(LoadResults.Of(Named(sample).Run, Named(sample).Trust, SampleRun.Plan.WarmUp), ModelJson.LoadResult) + "\n";

    private static string Text(string sample) => LoadSummary.Render(Named(sample).Run, Named(sample).Trust);

    private static (RunMetrics Run, RunTrust Trust) Named(string sample) =>
        sample == "full" ? (SampleRun.Full, SampleRun.Trusted) : (SampleRun.Empty, SampleRun.Untrusted);
}
