using System.Text.Json;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Statistics;
using Xunit;

namespace Headroom.Tests.Unit;

public class Smoke
{
    [Fact]
    public void Json()
    {
        var h = new Histogram(); h.Record(1234567); h.Record(55);
        IEvidence e = new RunMetrics { Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(3)), Provenance = "p", Scenario = "s", OfferedRate = new PerSecond(3.14159265358979), Endpoints = [new EndpointMetrics { Endpoint = "GET /", Requests = 3, Failed = 0, Status = new SortedDictionary<string, long> { ["200"] = 3 }, Errors = new SortedDictionary<string, long>(), Latency = h, Service = h, Failures = [], Checks = [], Received = new Bytes(5) }], Seconds = [], Generator = new GeneratorMetrics { SendLag = h, Iterations = 1, DroppedByGenerator = 0, DroppedByTarget = 0, Waited = 0, Cpu = TimeSpan.FromMilliseconds(3), PeakVus = 3 } };
        var text = JsonSerializer.Serialize(e, ModelJson.Evidence);
        Console.WriteLine(text);
        var back = JsonSerializer.Deserialize(text, ModelJson.Evidence)!;
        Assert.Equal(text, JsonSerializer.Serialize(back, ModelJson.Evidence));
        var plan = new Plan { Service = new ServicePlan { Name = "x", Url = new Uri("http://127.0.0.1:1") }, Scenario = new Scenario { Name = "s", Executor = new Executor.ConstantArrivalRate(new PerSecond(5), TimeSpan.FromSeconds(5), 7), Flows = [new Flow { Name = "f", Requests = [new RequestTemplate { Method = "GET", Path = "/", Endpoint = "GET /", Checks = [new Check.StatusIs([200])] }] }], Feeds = [new Feed { Name = "a", Values = new FeedValues.Range(1, 5) }] } };
        text = JsonSerializer.Serialize(plan, ModelJson.Plan);
        Console.WriteLine(text);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, ModelJson.Plan)!, ModelJson.Plan));
    }
}
