using System.Threading.RateLimiting;

namespace Clipper.Defects;

/// <summary>
/// Every POST. Broken: a client address may write twice a second, far below what the server bears, and the 429 does not say when to come
/// back. Cured: two thousand a second, a guard against abuse alone, and the 429 carries Retry-After.
/// </summary>
public static class TightWriteLimit
{
    public static readonly Defect Defect = new(
        "tight-write-limit",
        "A client may write only twice a second and its 429 has no Retry-After; the cure allows 2000 a second and says when to come back.");

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    public static void AddWriteLimit(this IServiceCollection services, Switches switches) =>
        services.AddRateLimiter(options =>
        {
            var tight = switches.On(Defect);
            var writes = tight ? 2 : switches.On(SilentRefusals.Defect) ? 50 : 2000;
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Partition(context, writes));
            if (tight) return;
            options.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.TellWhen(switches);
                return ValueTask.CompletedTask;
            };
        });

    private static RateLimitPartition<string> Partition(HttpContext context, int writesPerWindow) =>
        HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = writesPerWindow, Window = Window, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter("reads");
}
