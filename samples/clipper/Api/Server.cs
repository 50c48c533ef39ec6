using System.Text.Json;
using Clipper.Data;
using Clipper.Defects;

namespace Clipper.Api;

/// <summary>The web server: the routes and what surrounds them.</summary>
public static class Server
{
    public static async Task Run(Settings settings, string urls, CancellationToken cancellation)
    {
        await using var database = await Connections.Pool(settings, cancellation);
        await using var poolOfReach = new PoolOf5(database, settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.PropertyNameCaseInsensitive = false;
        });
        builder.Services.AddProblemDetails();
        builder.Services.AddWriteLimit(settings.Switches);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(poolOfReach);
        builder.Services.AddSingleton(settings.Switches);
        builder.Services.AddSingleton(Partners.At(settings.Partners, settings.Switches));
        builder.Services.AddSingleton(new PopularTags(database, settings.Switches, TimeProvider.System));
        builder.Services.AddSingleton(new Tags(database, settings.Switches, TimeProvider.System));
        builder.Services.AddSingleton(await Views.Connect(settings.Redis, TimeProvider.System));

        await using var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problem.Answer,
            SuppressDiagnosticsCallback = failed => Problem.IsOverload(failed.Exception),
        });
        app.UseStatusCodePages();
        app.UseRateLimiter();
        Map(app);
        await app.StartAsync(cancellation);
        Console.WriteLine($"clipper listens on {string.Join(' ', app.Urls)}");
        await app.WaitForShutdownAsync(cancellation);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/health", () => Results.Ok(new { Status = "ok" }));
        app.MapGet("/tags/popular", async (PopularTags tags) => Results.Ok(new Page<TagCount>(await tags.Get(), null)));
        app.MapGet("/tags/{id:int}", async (int id, Tags tags) => await tags.Get(id) is { } tag ? Results.Ok(tag) : Problem.NoSuch("tag"));
        app.MapGet("/clips", Feed.Get);
        app.MapGet("/clips/{id:long}", Clips.Get);
        app.MapGet("/clips/{id:long}/related", Clips.Related);
        app.MapGet("/clips/{id:long}/reach", Reach.Get);
        app.MapGet("/clips/{id:long}/embed", Embeds.Get);
        app.MapGet("/users/{id:long}/clips", Clips.OfUser);
        app.MapGet("/search", Clips.Search);
        app.MapGet("/clips/{id:long}/comments", Comments.Get);
        app.MapPost("/clips/{id:long}/comments", Comments.Post);
        app.MapPost("/clips/{id:long}/votes", Votes.Post);
        app.MapPost("/clips/{id:long}/favourites", Favourites.Post);
        app.MapPost("/users", Accounts.Register);
        app.MapPost("/sessions", Accounts.Login);
    }
}
