using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Headroom.Bench.Servers;

const long NsPerMs = 1_000_000;

return args switch
{
    ["plain", .. var options] => Serve(options, PlainServer.Run),
    ["freezing", var log, .. var options] => Serve(options, (connections, cancellation) =>
        new FreezingServer(connections, RhythmOf(options)).Run(log, cancellation)),
    ["websockets", .. var options] =>
        Serve(options, static (connections, cancellation) => new WebSocketServer(connections).Run(cancellation)),
    ["fault-proxy", var upstream, .. var options] => await FaultProxyAsync(upstream, options),
    ["delay-probe", var runs] => await DelayProbeAsync(runs),
    ["httpclient", var address, var connections, var seconds] => await HttpClientAsync(address, connections, seconds),
    ["access-log", var file, var bytes] => WriteLog(file, bytes),
    ["postgres-log", var file, var bytes] => WritePostgresLog(file, bytes),
    ["k6-stream", var file, var bytes] => WriteK6Stream(file, bytes),
    ["json", var file, .. var paths] => Json(file, paths),
    ["compare-freeze", var run, var log, var result, var rate] =>
        FreezeComparison.Write(run, log, result, double.Parse(rate, CultureInfo.InvariantCulture)) ? 0 : 1,
    _ => Usage(),
};

static int Serve(string[] options, Action<Connections, CancellationToken> run)
{
    using var stop = new CancellationTokenSource();
    using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
    using var connections = new Connections((int)(Option(options, "port") ?? 0));
    Console.WriteLine(connections.Address);
    run(connections, stop.Token);
    return 0;

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}

static async Task<int> FaultProxyAsync(string upstream, string[] options)
{
    await FaultProxyHost.RunAsync(IPEndPoint.Parse(upstream), Option(options, "latency") ?? 0);
    return 0;
}

static async Task<int> DelayProbeAsync(string runs)
{
    await DelayProbeBench.RunAsync(int.Parse(runs, CultureInfo.InvariantCulture));
    return 0;
}

static async Task<int> HttpClientAsync(string address, string connections, string seconds)
{
    var duration = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
    var most = int.Parse(connections, CultureInfo.InvariantCulture);
    var count = await HttpClientLoad.RunAsync(new Uri(address), most, duration, CancellationToken.None);
    Console.WriteLine(count);
    return 0;
}

static int WriteLog(string file, string bytes)
{
    AccessLog.Write(file, long.Parse(bytes, CultureInfo.InvariantCulture));
    return 0;
}

static int WritePostgresLog(string file, string bytes)
{
    var counts = PostgresLog.Write(file, long.Parse(bytes, CultureInfo.InvariantCulture));
    Console.WriteLine($"{counts.Calls} {counts.Errors} {counts.TempFiles} {string.Join(' ', counts.Hours.Select(static hour => $"{hour.Key}:{hour.Value}"))}");
    return 0;
}

static int WriteK6Stream(string file, string bytes)
{
    var written = K6Stream.Write(file, long.Parse(bytes, CultureInfo.InvariantCulture));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{written.Requests} {written.Failed} {written.P95Ms}"));
    return 0;
}

static int Json(string file, string[] paths)
{
    using var document = JsonDocument.Parse(File.ReadAllText(file));
    Console.WriteLine(string.Join(' ', paths.Select(path => JsonValues.At(document.RootElement, path))));
    return 0;
}

static FreezingServer.Rhythm RhythmOf(string[] options) =>
    new(Ms(options, "delay", 1), Ms(options, "first", 3_000), Ms(options, "every", 10_000), Ms(options, "freeze", 1_000));

static long Ms(string[] options, string name, double missing) => (long)((Option(options, name) ?? missing) * NsPerMs);

static double? Option(string[] options, string name) =>
    Array.IndexOf(options, "--" + name) is >= 0 and var at && at + 1 < options.Length
        ? double.Parse(options[at + 1], CultureInfo.InvariantCulture)
        : null;

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: headroom-bench plain [--port N]
               headroom-bench freezing LOG [--port N] [--delay MS] [--first MS] [--every MS] [--freeze MS]
               headroom-bench websockets [--port N]
               headroom-bench fault-proxy HOST:PORT [--latency MS]
               headroom-bench delay-probe RUNS
               headroom-bench httpclient URL CONNECTIONS SECONDS
               headroom-bench access-log FILE BYTES
               headroom-bench k6-stream FILE BYTES
               headroom-bench json FILE PATH...
               headroom-bench compare-freeze RUN LOG RESULT.json RATE
        A server says its address in its first line, and ends with SIGTERM.
        """);
    return 2;
}
