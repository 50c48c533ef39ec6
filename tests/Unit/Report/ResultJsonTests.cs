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
    public void Counts_by_latency_stand_on_one_line_and_are_unknown_in_a_result_of_an_earlier_version()
    {
        var text = JsonSerializer.Serialize(SampleResult.Blocked, ModelJson.Result);
        var lines = text.Split('\n').Where(line => line.Contains("\"latency_counts\": [", StringComparison.Ordinal)).ToList();
        var second = JsonNode.Parse(text)!["seconds"]![0]!.AsObject();
        var old = JsonNode.Parse(text)!.AsObject();
        old["seconds"]!.AsArray().ToList().ForEach(each => each!.AsObject().Remove("latency_counts"));

        Assert.Equal(59, lines.Count);
        Assert.All(lines, line => Assert.EndsWith("]", line.TrimEnd('\r', ','), StringComparison.Ordinal));
        Assert.Equal(second["requests"]!.GetValue<long>(), second["latency_counts"]!.AsArray().Sum(count => count!.GetValue<long>()));
        Assert.All(JsonSerializer.Deserialize(old.ToJsonString(), ModelJson.Result)!.Seconds, each => Assert.Null(each.LatencyCounts));
    }

    [Fact]
    public void Counts_that_cannot_be_are_refused_with_their_reason()
    {
        var text = JsonSerializer.Serialize(SampleResult.Blocked, ModelJson.Result);
        var odd = JsonNode.Parse(text)!.AsObject();
        odd["seconds"]![0]!["latency_counts"] = new JsonArray(1, -1);

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(odd.ToJsonString(), ModelJson.Result));
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
