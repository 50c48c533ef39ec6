namespace Clipper.Api;

/// <summary>
/// <c>clipper partners</c>: the other networks on which clips are embedded, in a server of their own, as far away as such partners are:
/// <c>GET /networks/{network}/clips/{id}</c> answers after 40 ms. It is what Clipper depends on by HTTP.
/// </summary>
public static class Networks
{
    private static readonly TimeSpan Distance = TimeSpan.FromMilliseconds(40);

    public static IReadOnlyList<string> Names { get; } = ["agora", "basin", "crest", "delta", "ember"];

    public static async Task Run(string urls, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        await using var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapGet("/networks/{network}/clips/{id:long}", Embeds);
        await app.StartAsync(cancellation);
        Console.WriteLine($"clipper's partners listen on {string.Join(' ', app.Urls)}");
        await app.WaitForShutdownAsync(cancellation);
    }

    private static async Task<IResult> Embeds(string network, long id, CancellationToken cancellation)
    {
        if (!Names.Contains(network)) return Results.NotFound();
        await Task.Delay(Distance, TimeProvider.System, cancellation);
        return Results.Text($"{(id * 7919 + network[0]) % 1000}");
    }
}
