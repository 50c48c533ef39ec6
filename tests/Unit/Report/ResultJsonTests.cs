using System.Text.Json;
using System.Text.Json.Nodes;
using Headroom.Model.Json;
using Headroom.Tests.Unit.Golden;
using Xunit;

namespace Headroom.Tests.Unit.Report;

public class ResultJsonTests
{
    public static TheoryData<string> Samples => ReportGoldenTests.Samples;

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_result_that_is_read_back_is_written_as_the_same_bytes(string sample)
    {
        var text = JsonSerializer.Serialize(ReportGoldenTests.Named(sample), ModelJson.Result);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, ModelJson.Result)!, ModelJson.Result));
    }

    [Fact]
    public void A_result_of_an_earlier_version_has_no_appendices_and_not_nothing()
    {
        var text = JsonNode.Parse(JsonSerializer.Serialize(SampleResult.Blocked, ModelJson.Result))!.AsObject();
        foreach (var name in new[] { "plan", "appendices", "baselines", "claims", "layers", "outages" })
        {
            Assert.True(text.Remove(name), name);
        }

        var read = JsonSerializer.Deserialize(text.ToJsonString(), ModelJson.Result)!;

        Assert.Null(read.Plan);
        Assert.Empty(read.Appendices);
        Assert.Empty(read.Baselines);
        Assert.Empty(read.Claims);
        Assert.Empty(read.Layers);
        Assert.Empty(read.Outages);
    }

    [Fact]
    public void A_duration_of_any_number_of_ticks_is_read_back_as_it_was_written()
    {
        var manifest = SampleResult.Blocked.Manifest;
        for (var ticks = 0L; ticks < 20_000; ticks++)
        {
            var text = JsonSerializer.Serialize(manifest with { Took = TimeSpan.FromTicks(ticks) }, ModelJson.Manifest);
            Assert.Equal(ticks, JsonSerializer.Deserialize(text, ModelJson.Manifest)!.Took!.Value.Ticks);
        }
    }
}
