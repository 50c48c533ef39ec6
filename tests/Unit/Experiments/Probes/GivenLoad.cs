using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Experiments.Probes;

/// <summary>A load of one request, which nobody runs.</summary>
internal static class GivenLoad
{
    public static LoadPlan Of(string method) => new()
    {
        Name = "orders",
        Scenarios =
        [
            new Scenario
            {
                Name = "one",
                Executor = new Executor.ConstantArrivalRate(new PerSecond(1), TimeSpan.FromSeconds(1), 1),
                Flows =
                [
                    new Flow
                    {
                        Name = "orders",
                        Requests = [new RequestTemplate { Method = method, Path = "/orders/${iteration}", Endpoint = $"{method} /orders/{{id}}" }],
                    },
                ],
            },
        ],
    };
}
