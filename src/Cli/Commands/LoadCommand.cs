using System.CommandLine;
using Headroom.Cli.Load;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom load</c>: sends load to a service, and says first whether the numbers can be believed.</summary>
internal static class LoadCommand
{
    public static Command Create(TimeProvider time)
    {
        var source = new Argument<string>("LOAD.yaml|URL|script.js")
        {
            Description = "file of a load plan (YAML), an address, or a k6 script (.js)",
        };
        var url = Options.Text("--url", "URL", "address that the file's load goes to [default: its url]");
        var rate = Options.Text("--rate", "R", "open model: iterations a second, such as 1000, 200/s or 600/m; at most 100,000/s");
        var vus = Options.Text("--vus", "N", "closed model: virtual users, as fast as they can; at most 10,000");
        var connections = Options.Text(
            "--connections", "N",
            "connections: of the open model the most virtual users, of the closed one as many as there are without --vus [default: 64]");
        var duration = Options.Text(
            "--duration", "D", "how long iterations start, warm-up included, such as 30s; at most 24h [default: 30s]");
        var warmUp = Options.Text("--warm-up", "D", "time at the start that is not recorded [default: 0s]");
        var timeout = Options.Text("--timeout", "D", "how long a request may take [default: 10s]");
        var profile = Options.Text(
            "--profile", "NAME",
            "shape or mix laid over the load: smoke, low, medium, high, spike, stress, soak, read-heavy, write-heavy, mixed-80-20");
        var method = Options.Text("--method", "METHOD", "method of an address [default: GET, with --body POST]");
        var body = Options.Text("--body", "TEXT", "body of an address");
        var header = Options.Texts("--header", "'Name: value'", "header of every request; may be given again");
        var http = Options.Text("--http", "1|2|3", "version of HTTP [default: 1]");
        var insecure = Options.Flag("--insecure", "let certificates pass that the machine does not trust");
        var redirects = Options.Flag("--follow-redirects", "follow redirects to the same service");
        var allow = Options.Texts("--allow", "HOST", "host besides loopback that load may go to, as host or host:port; may be given again");
        var seed = Options.Text("--seed", "N", "seed of all chance [default: 1]");
        var threads = Options.Text("--threads", "N", "threads that send [default: 1]");
        var output = Options.Text(
            "--out", "DIR", "folder for the run: plan, evidence, load.json, summary.txt, summary.json [default: none]");
        var samples = Options.Text("--samples", "FILE", "every request into a file: .ndjson or .csv, compressed with .gz");
        var k6 = Options.Text("--k6-summary", "FILE", "summary in the shape of k6's handleSummary");
        var metrics = Options.Text(
            "--openmetrics", "PORT", "OpenMetrics text on http://127.0.0.1:PORT/metrics during the run; 0 takes a free port");
        var json = Options.Json();
        var quiet = Options.Flag("--quiet", "tell nothing while the run goes on");
        var command = new Command("load", "Send load to a service, and say first whether the numbers can be believed")
        {
            source, url, rate, vus, connections, duration, warmUp, timeout, profile, method, body, header, http, insecure, redirects, allow,
            seed, threads, output, samples, k6, metrics, json, quiet,
        };
        command.SetAction(async (parsed, _) =>
        {
            var arguments = new LoadArguments
            {
                Source = parsed.GetValue(source)!,
                Url = parsed.GetValue(url),
                Rate = parsed.GetValue(rate),
                Vus = parsed.GetValue(vus),
                Connections = parsed.GetValue(connections),
                Duration = parsed.GetValue(duration),
                WarmUp = parsed.GetValue(warmUp),
                Timeout = parsed.GetValue(timeout),
                Profile = parsed.GetValue(profile),
                Method = parsed.GetValue(method),
                Body = parsed.GetValue(body),
                Headers = parsed.GetValue(header) ?? [],
                Http = parsed.GetValue(http),
                Insecure = parsed.GetValue(insecure),
                FollowRedirects = parsed.GetValue(redirects),
                Allow = parsed.GetValue(allow) ?? [],
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Out = parsed.GetValue(output),
                Samples = parsed.GetValue(samples),
                K6Summary = parsed.GetValue(k6),
                OpenMetrics = parsed.GetValue(metrics),
                Json = parsed.GetValue(json),
                Quiet = parsed.GetValue(quiet),
            };
            using var interruption = new Interruption(time);
            return await LoadAsync(arguments, time, interruption.Token);
        });
        return command;
    }

    private static Task<int> LoadAsync(LoadArguments arguments, TimeProvider time, CancellationToken stop) =>
        LoadSource.IsScript(arguments.Source)
            ? new ScriptSession(arguments, time).RunAsync(stop)
            : new LoadSession(LoadRequestReader.Read(arguments), time).RunAsync(stop);
}
