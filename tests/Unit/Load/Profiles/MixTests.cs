using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Profiles;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Profiles;

public class MixTests
{
    private static readonly Executor s_open = new Executor.ConstantArrivalRate(new PerSecond(30), TimeSpan.FromSeconds(10), 50);

    [Theory]
    [InlineData("read-heavy", 0.05)]
    [InlineData("write-heavy", 0.8)]
    [InlineData("mixed-80-20", 0.2)]
    public void Has_exactly_its_share_of_writes_whatever_the_flows(string name, double share) => Prop.ForAll(
        Plans.ToArbitrary(),
        plan =>
        {
            var mixed = Profile.Named(name)!.Apply(plan);
            Share(mixed).ShouldBe(share, 1e-9);
            Rate(mixed).ShouldBe(Rate(plan), 1e-9 * Rate(plan), "requests a second stay");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_flow_that_reads_and_writes_becomes_its_reads_and_its_writes()
    {
        var plan = ProfileTests.Plan(s_open, new Flow { Name = "vote", Requests = [Get("/a"), Post("/b"), Get("/c")] });
        Flows(Profile.Named("mixed-80-20")!.Apply(plan)).ShouldBe(["vote (reads): GET /a, GET /c", "vote (writes): POST /b"]);
    }

    [Fact]
    public void What_a_request_takes_values_from_stays_with_it()
    {
        var login = Post("/login") with { Extractions = [new Extraction("token", new ExtractionSource.Json("$.token"))] };
        var list = Get("/list?t=${token}") with { Extractions = [new Extraction("id", new ExtractionSource.Json("$.id"))] };
        var plan = ProfileTests.Plan(s_open, new Flow { Name = "f", Requests = [login, Get("/x"), list, Get("/y"), Post("/z/${id}")] });
        Profile.Named("read-heavy")!.Mistake(plan).ShouldBe(
            "read-heavy: scenario 'plan' cannot have 5 % writes: with the requests that its flows take values from it has from 25 % to 67 %");
        var free = ProfileTests.Plan(s_open, [.. plan.Scenarios[0].Flows, Flow("g", 9, Get("/g"))]);
        Flows(Profile.Named("mixed-80-20")!.Apply(free)).ShouldBe([
            "f (reads): POST /login, GET /x, GET /list?t=${token}, GET /y",
            "f (writes): POST /login, GET /list?t=${token}, POST /z/${id}",
            "g: GET /g",
        ]);
    }

    [Fact]
    public void Flows_keep_their_weights_among_readers_and_among_writers()
    {
        var plan = ProfileTests.Plan(
            s_open, Flow("a", 6, Get("/a")), Flow("b", 2, Get("/b")), Flow("c", 1, Post("/c")), Flow("d", 3, Post("/d"), Post("/e")));
        var flows = Profile.Named("write-heavy")!.Apply(plan).Scenarios[0].Flows
            .ToDictionary(static flow => flow.Name, static flow => flow.Weight);
        (flows["a"] / flows["b"]).ShouldBe(3, 1e-9);
        (flows["d"] / flows["c"]).ShouldBe(3, 1e-9);
        flows.Values.Sum().ShouldBe(12, 1e-9);
    }

    [Fact]
    public void Writes_of_a_write_heavy_mix_have_a_key_unless_they_have_one()
    {
        var own = Post("/own") with { Headers = new SortedDictionary<string, string> { ["X-Key"] = "${uuid}" } };
        var plan = ProfileTests.Plan(s_open, new Flow { Name = "f", Requests = [Get("/a"), Post("/b"), own] });
        var requests = Profile.Named("write-heavy")!.Apply(plan).Requests().ToDictionary(static request => request.Path);
        requests["/b"].Headers.ShouldBe([new("Idempotency-Key", "${uuid}")]);
        requests["/own"].Headers.ShouldBe([new("X-Key", "${uuid}")]);
        requests["/a"].Headers.ShouldBeEmpty();
        Profile.Named("mixed-80-20")!.Apply(plan).Requests().ShouldAllBe(static request => !request.Headers.ContainsKey("Idempotency-Key"));
    }

    [Theory]
    [InlineData("GET", "has no request that writes; expected at least one POST, PUT, PATCH or DELETE")]
    [InlineData("DELETE", "has no request that reads; expected at least one GET, HEAD or OPTIONS")]
    public void Needs_reads_and_writes(string method, string expected)
    {
        var plan = ProfileTests.Plan(s_open, new Flow { Name = "f", Requests = [Get("/a") with { Method = method }] });
        Profile.Named("mixed-80-20")!.Mistake(plan).ShouldBe($"mixed-80-20: scenario 'plan' {expected}");
    }

    private static Gen<LoadPlan> Plans =>
        from flows in Gen.NonEmptyListOf(
            from weight in Gen.Choose(1, 100)
            from writes in Gen.NonEmptyListOf(Gen.Elements(true, false))
            select Flow($"f{weight}", weight, [.. writes.Select(static write => write ? Post("/w") : Get("/r"))]))
        where flows.Any(static flow => flow.Requests.Any(IsWrite)) && flows.Any(static flow => !flow.Requests.All(IsWrite))
        select ProfileTests.Plan(s_open, [.. flows]);

    private static bool IsWrite(RequestTemplate request) => request.Method != "GET";

    private static double Share(LoadPlan plan)
    {
        var flows = plan.Scenarios[0].Flows;
        return flows.Sum(static flow => flow.Weight * flow.Requests.Count(IsWrite)) / flows.Sum(static flow => flow.Weight * flow.Requests.Count);
    }

    private static double Rate(LoadPlan plan)
    {
        var flows = plan.Scenarios[0].Flows;
        return ((Executor.ConstantArrivalRate)plan.Scenarios[0].Executor).Rate.Value
            * flows.Sum(static flow => flow.Weight * flow.Requests.Count) / flows.Sum(static flow => flow.Weight);
    }

    private static IEnumerable<string> Flows(LoadPlan plan) => plan.Scenarios[0].Flows
        .Select(static flow => $"{flow.Name}: {string.Join(", ", flow.Requests.Select(static request => $"{request.Method} {request.Path}"))}");

    private static Flow Flow(string name, double weight, params RequestTemplate[] requests) =>
        new() { Name = name, Weight = weight, Requests = requests };

    private static RequestTemplate Get(string path) => ProfileTests.Get(path);

    private static RequestTemplate Post(string path) => ProfileTests.Post(path);
}
