using System.CommandLine;
using Headroom.Cli.Init;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom init</c>: writes a plan and its load from a description, a recording, an access log, or from nothing.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var openApi = new Option<string?>("--openapi") { Description = "a description in OpenAPI 3, JSON or YAML", HelpName = "FILE" };
        var har = new Option<string?>("--har") { Description = "a recording of a browser (HAR 1.2)", HelpName = "FILE" };
        var accessLog =
            new Option<string[]>("--access-log")
            {
                Description = "access logs: combined, common or JSON lines, plain or gzip",
                HelpName = "FILE",
                AllowMultipleArgumentsPerToken = true
            };
        var url =
            new Option<string?>("--url")
            {
                Description = "the service's address [default: that of the source, else http://127.0.0.1:8080]",
                HelpName = "URL"
            };
        var origin =
            new Option<string?>("--origin")
            {
                Description =
            "of a recording: the service whose requests count [default: that of the first page]",
                HelpName = "URL"
            };
        var assets = new Option<bool>("--assets") { Description = "of a recording: keep images, fonts, styles and scripts" };
        var bearer =
            new Option<bool>("--bearer")
            {
                Description =
            "of a description: give operations that need it an Authorization header with a token to fill in"
            };
        var unit =
            new Option<string?>("--duration-unit")
            {
                Description = "of access logs: the unit of durations that are whole numbers",
                HelpName = "s|ms|us"
            };
        var writes = new Option<bool>("--writes") { Description = "of access logs and descriptions: send requests that write, too" };
        var force = new Option<bool>("--force") { Description = "overwrite a load plan that is there" };
        var output = new Option<string>("--out") { Description = "folder for the files", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var json = new Option<bool>("--json") { Description = "print one JSON document on stdout" };
        var command = new Command("init", "Write headroom.yaml and load.yaml from an OpenAPI file, a HAR, an access log, or as a start")
        {
            openApi, har, accessLog, url, origin, assets, bearer, unit, writes, force, output, json,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Run(
            new InitRequest
            {
                OpenApi = parsed.GetValue(openApi),
                Har = parsed.GetValue(har),
                AccessLogs = parsed.GetValue(accessLog) ?? [],
                Url = InitRequest.Address("--url", parsed.GetValue(url)),
                Origin = InitRequest.Address("--origin", parsed.GetValue(origin)),
                Assets = parsed.GetValue(assets),
                Bearer = parsed.GetValue(bearer),
                DurationUnit = InitRequest.Unit(parsed.GetValue(unit)),
                Writes = parsed.GetValue(writes),
            },
            parsed.GetValue(output)!,
            parsed.GetValue(force),
            parsed.GetValue(json),
            stop)));
        return command;
    }

    private static int Run(InitRequest request, string folder, bool force, bool json, CancellationToken stop)
    {
        request.Check();
        var files = new InitFiles(folder, force);
        files.CheckLoad();
        try
        {
            var source = InitSource.Read(request, stop);
            files.Check(source);
            var written = files.Write(source);
            Console.Out.WriteLine(json ? InitReport.Json(source, written) : InitReport.Text(source, written));
            return ExitCode.Ready;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }
}
