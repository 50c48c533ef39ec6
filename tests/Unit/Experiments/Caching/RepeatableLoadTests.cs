using Headroom.Experiments.Caching;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Caching;

public sealed class RepeatableLoadTests
{
    [Fact]
    public void Some_endpoints_are_left_out_and_the_rest_of_a_flow_stays() =>
        Left(Flow(Request("POST /a"), Request("GET /b"))).ShouldBe(["GET /b"]);

    [Fact]
    public void What_would_take_a_value_from_one_of_them_goes_with_it() =>
        Left(Flow(Request("GET /first"), Request("POST /a") with { Extractions = [new Extraction("id", new ExtractionSource.Json("$.id"))] }, Request("GET /b"))).ShouldBe(["GET /first"]);

    [Fact]
    public void A_flow_without_requests_is_none() => Left(Flow(Request("POST /a")), Flow(Request("GET /b"))).ShouldBe(["GET /b"]);

    private static IEnumerable<string> Left(params IReadOnlyList<Flow> flows)
    {
        var load = new LoadPlan
        {
            Name = "plan",
            Scenarios = [new Scenario { Name = "one", Executor = new Executor.ConstantArrivalRate(new PerSecond(1), TimeSpan.FromSeconds(1), 1), Flows = flows }],
        };
        var left = RepeatableLoad.Without(load, new HashSet<string> { "POST /a" });
        left.Scenarios.SelectMany(scenario => scenario.Flows).ShouldAllBe(flow => flow.Requests.Count > 0);
        return left.Requests().Select(request => request.Endpoint);
    }

    private static Flow Flow(params IReadOnlyList<RequestTemplate> requests) => new() { Name = "flow", Requests = requests };

    private static RequestTemplate Request(string endpoint) => new() { Method = endpoint.Split(' ')[0], Path = endpoint.Split(' ')[1], Endpoint = endpoint };
}
