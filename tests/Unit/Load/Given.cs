using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Load;

/// <summary>Builds scenarios for tests and runs them.</summary>
internal static class Given
{
    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public static Executor Rate(double rate, double milliseconds, int maxVus = 50) =>
        new Executor.ConstantArrivalRate(new PerSecond(rate), Ms(milliseconds), maxVus);

    public static Executor Vus(int vus, double milliseconds) => new Executor.ConstantVus(vus, Ms(milliseconds));

    public static RequestTemplate Get(string path, params Check[] checks) =>
        new() { Method = "GET", Path = path, Endpoint = $"GET {path.Split('?')[0]}", Checks = checks };

    public static LoadPlan PlanOf(Executor executor, params RequestTemplate[] requests) =>
        new() { Name = "test", Scenarios = [new Scenario { Name = "test", Executor = executor, Flows = [new Flow { Name = "flow", Requests = requests }] }] };

    public static Task<RunMetrics> RunAsync(Uri target, LoadPlan load, IProgress<LoadProgress>? progress = null, CancellationToken stop = default) =>
        new LoadEngine(TimeProvider.System).RunAsync(target, load, new LoadOptions { Progress = progress }, stop);
}
