using System.Runtime.CompilerServices;
using System.Text.Json;
using Headroom.Report.Load;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Load;

/// <summary>Our summary has the keys and types of one that k6 wrote.</summary>
public sealed class K6ShapeTests
{
    private static readonly string[] NotMeasured = ["http_req_blocked", "http_req_connecting", "http_req_sending", "http_req_receiving", "http_req_tls_handshaking", "http_req_waiting"];

    private readonly JsonElement _real = JsonDocument.Parse(File.ReadAllText(Real())).RootElement;
    private readonly JsonElement _ours = JsonDocument.Parse(K6Summary.Render(SampleRun.Full, SampleRun.Plan)).RootElement;

    public static TheoryData<string> Parts => ["root_group", "options", "state"];

    [Fact]
    public void It_has_what_a_summary_has_but_for_the_data_of_setup() =>
        Names(_ours).ShouldBe(Names(_real).Where(name => name != "setup_data"));

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_has_the_same_keys_and_types(string part) => Shape(_ours.GetProperty(part)).ShouldBe(Shape(_real.GetProperty(part)));

    [Fact]
    public void Every_metric_that_both_have_has_the_same_type_unit_and_figures()
    {
        var shared = Names(_real.GetProperty("metrics")).Intersect(Names(_ours.GetProperty("metrics"))).Where(name => !name.Contains('{')).ToList();

        shared.Count.ShouldBeGreaterThan(9);
        foreach (var name in shared)
        {
            var (ours, real) = (Metric(_ours, name), Metric(_real, name));
            ours.GetProperty("type").GetString().ShouldBe(real.GetProperty("type").GetString(), name);
            ours.GetProperty("contains").GetString().ShouldBe(real.GetProperty("contains").GetString(), name);
            Shape(ours.GetProperty("values")).ShouldBe(Shape(real.GetProperty("values")), name);
        }
    }

    [Fact]
    public void Of_the_metrics_of_k6_only_those_are_missing_that_are_not_measured() =>
        Names(_real.GetProperty("metrics")).Where(name => !name.Contains('{') && name is not ("feed_size" or "orders" or "order_ok" or "queue_depth"))
            .Except(Names(_ours.GetProperty("metrics"))).Order().ShouldBe(NotMeasured.Order());

    [Fact]
    public void Failed_requests_are_the_passes_of_http_req_failed()
    {
        var values = Metric(_ours, "http_req_failed").GetProperty("values");

        values.GetProperty("passes").GetInt64().ShouldBe(31);
        values.GetProperty("fails").GetInt64().ShouldBe(5_969);
    }

    [Fact]
    public void A_threshold_is_ok_when_it_held()
    {
        Threshold("http_req_duration", "p(95)<300").ShouldBeTrue();
        Threshold("http_req_failed", "rate<0.001").ShouldBeFalse();
    }

    [Fact]
    public void Of_labels_that_are_no_endpoint_only_the_compared_figure_is_known()
    {
        var values = Metric(_ours, "latency{group:Home}").GetProperty("values");

        values.GetProperty("med").GetDouble().ShouldBe(41.2);
        values.GetProperty("p(95)").ValueKind.ShouldBe(JsonValueKind.Null);
        Threshold("latency{group:Home}", "med<40").ShouldBeFalse();
    }

    [Fact]
    public void Groups_are_named_by_the_MD5_of_their_path_as_k6_does() =>
        Group(_ours).GetProperty("id").GetString().ShouldBe(Group(_real).GetProperty("id").GetString());

    private static JsonElement Group(JsonElement root) => root.GetProperty("root_group").GetProperty("groups").EnumerateArray().Single(group => group.GetProperty("name").GetString() == "Home");

    private bool Threshold(string metric, string expression) => Metric(_ours, metric).GetProperty("thresholds").GetProperty(expression).GetProperty("ok").GetBoolean();

    private static JsonElement Metric(JsonElement root, string name) => root.GetProperty("metrics").GetProperty(name);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name).Order();

    /// <summary>Paths of all leaves with their types; elements of a list have one shape.</summary>
    private static List<string> Shape(JsonElement element) => [.. Leaves("", element).Distinct().Order()];

    private static IEnumerable<string> Leaves(string path, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Leaves(property.Name == "groups" && path.EndsWith("groups[]") ? path[..^2] : $"{path}/{property.Name}", property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Leaves($"{path}[]", item)),
        JsonValueKind.True or JsonValueKind.False => [$"{path} boolean"],
        var kind => [$"{path} {kind}"],
    };

    private static string Real([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "k6-handleSummary.json");
}
