using System.Text.Json;
using Headroom.Analyze.Judge;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Comparisons;
using Headroom.Tests.Unit.Analyze.Judge;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>What a comparison prints and writes.</summary>
public sealed class ComparisonGoldenTests
{
    private static readonly ArmComparison Slower = ComparisonJudge.Judge(GivenBlocks.Working(GivenBlocks.Pairs(40, 1.2), 1.5), GivenBlocks.Alike());

    private static readonly ArmComparison Different =
        ComparisonJudge.Contradicted(GivenBlocks.A, GivenBlocks.B, new(200), GivenBlocks.Different());

    private static readonly ArmComparison Noisy = ComparisonJudge.Judge(GivenBlocks.TooNoisy(), GivenBlocks.Alike());

    [Fact]
    public void The_text_is_as_approved() =>
        Snapshot.Match("comparison.golden.txt", string.Join('\n', ComparisonText.Render(Slower), ComparisonText.Render(Different), ComparisonText.Render(Noisy)));

    [Fact]
    public void The_document_is_as_approved() => Snapshot.Match("comparison.golden.json", JsonSerializer.Serialize(Slower, ModelJson.Comparison));
}
