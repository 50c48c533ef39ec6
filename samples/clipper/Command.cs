using Clipper.Api;
using Clipper.Data;
using Clipper.Defects;
using Npgsql;

namespace Clipper;

/// <summary>The command line: one method for each command.</summary>
public static class Command
{
    private const string Usage = """
        usage:
          clipper serve [--urls http://127.0.0.1:5080]   serve the API (also CLIPPER_URLS)
          clipper partners --urls http://127.0.0.1:5081  serve the partner networks that GET /clips/{id}/reach asks
          clipper migrate up|down                        make or drop the schema, in the state that CLIPPER_DEFECTS asks for
          clipper seed [--clips 200000]                  fill an empty schema, the same data every time
          clipper defects                                list the defects that CLIPPER_DEFECTS can switch on
        environment: CLIPPER_POSTGRES, CLIPPER_REDIS and CLIPPER_PARTNERS (host:port, optional), CLIPPER_DEFECTS (ids, all or none),
          DATABASE_MAX_CONNECTIONS (the server's pool, 50 by default)
        """;

    public static Task Run(string[] args, CancellationToken cancellation) => args switch
    {
        ["serve"] => Serve(Settings.Read("CLIPPER_URLS") ?? "http://127.0.0.1:5080", cancellation),
        ["serve", "--urls", var urls] => Serve(urls, cancellation),
        ["partners", "--urls", var urls] => Networks.Run(Addresses(urls), cancellation),
        ["migrate", "up"] => Migrate(up: true, cancellation),
        ["migrate", "down"] => Migrate(up: false, cancellation),
        ["seed"] => Seed(200_000, cancellation),
        ["seed", "--clips", var clips] => Seed(ClipCount(clips), cancellation),
        ["defects"] => ListDefects(),
        ["help" or "--help" or "-h"] => Console.Out.WriteLineAsync(Usage),
        [] => throw new UsageException("no command given\n" + Usage),
        _ => throw new UsageException($"cannot read '{string.Join(' ', args)}'\n{Usage}"),
    };

    private static async Task Serve(string urls, CancellationToken cancellation)
    {
        Addresses(urls);
        var settings = Settings.FromEnvironment();
        await using (var connection = await Connections.Maintenance(settings.Postgres, cancellation))
        {
            await RequireSchema(connection, cancellation);
            await SchemaState.Apply(connection, settings.Switches, cancellation);
        }

        await Server.Run(settings, urls, cancellation);
    }

    private static string Addresses(string urls) =>
        urls.Split(';').All(url => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttp)
            ? urls
            : throw new UsageException($"--urls: '{urls}' is no list of addresses like http://127.0.0.1:5080");

    private static async Task Migrate(bool up, CancellationToken cancellation)
    {
        var settings = Settings.FromEnvironment();
        await using var connection = await Connections.Maintenance(settings.Postgres, cancellation);
        var versions = up ? await Migrations.Up(connection, cancellation) : await Migrations.Down(connection, cancellation);
        if (up) await SchemaState.Apply(connection, settings.Switches, cancellation);
        Console.WriteLine(versions is [] ? "nothing to do" : string.Join('\n', versions));
    }

    private static async Task Seed(int clips, CancellationToken cancellation)
    {
        await using var connection = await Connections.Maintenance(Settings.FromEnvironment().Postgres, cancellation);
        await RequireSchema(connection, cancellation);
        await Seeding.Fill(connection, clips, TimeProvider.System, Console.Out, cancellation);
    }

    private static async Task RequireSchema(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await Migrations.Complete(connection, cancellation)) return;
        throw new UsageException("the schema is not complete: run clipper migrate up");
    }

    private static int ClipCount(string text) =>
        int.TryParse(text, out var clips) && clips is >= Seeding.FewestClips and <= Seeding.MostClips
            ? clips
            : throw new UsageException($"--clips: '{text}' is no number from {Seeding.FewestClips} to {Seeding.MostClips}");

    private static Task ListDefects()
    {
        var width = Catalogue.All.Max(defect => defect.Id.Length);
        foreach (var defect in Catalogue.All) Console.WriteLine($"{defect.Id.PadRight(width)}  {defect.Summary}");
        return Task.CompletedTask;
    }
}
