using Headroom.Collect;
using Headroom.Experiments.Journal;
using Headroom.Load;

namespace Headroom.Experiments.Processes;

/// <summary>How a service is started, and how one knows that it serves.</summary>
public sealed record ServiceStart
{
    /// <summary>The command, as for <c>/bin/sh -c</c>. It may hold secrets: nothing tells or records it.</summary>
    public required string Command { get; init; }

    /// <summary>What is told and recorded instead: the place of the plan that holds it, or the command itself where it was typed.</summary>
    public required string Name { get; init; }

    /// <summary>Answers 2xx when the service is ready. It may hold secrets: <see cref="ToldHealth"/> is told instead.</summary>
    public required Uri Health { get; init; }

    /// <summary>Where it answers when it is ready, without secrets.</summary>
    public string ToldHealth => Redaction.TextOf(Health);

    /// <summary>Whether a certificate that this machine does not trust counts as no answer.</summary>
    public bool VerifyCertificate { get; init; } = true;

    /// <summary>The folder that the command runs in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The file that takes the first 16 MiB of its output; what was there is overwritten.</summary>
    public required string LogPath { get; init; }

    /// <summary>The processors that it and all that it starts may use, some of <see cref="Affinity.Own"/>; null: all of these.</summary>
    public IReadOnlyList<int>? Processors { get; init; }

    /// <summary>How long it may take to become healthy.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Added to our own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Its name alone: the command may hold secrets.</summary>
    public override string ToString() => $"{nameof(ServiceStart)} {Name}";
}

/// <summary>A service that Headroom started, and ends with all that it started in turn.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(2);
    private readonly ChildProcess _child;

    private ServiceProcess(ChildProcess child) => _child = child;

    /// <summary>The shell that runs the command; in most shells it becomes the service itself when the command is a single one.</summary>
    public ProcessStamp Stamp => _child.Stamp;

    /// <summary>Whether the started command has ended by itself.</summary>
    public bool HasExited => _child.HasExited;

    /// <summary>
    /// The end of the started command, when nothing that it started lives on; null while something does. Reads one file a process of this
    /// machine.
    /// </summary>
    public ProcessEnd? End() => _child.End();

    /// <summary>
    /// The pids of the service and of what it started, as they are now, the started shell first if it still lives. Reads one file a process
    /// of this machine.
    /// </summary>
    public IReadOnlyList<int> Pids() => [.. _child.Members().Select(member => member.Pid)];

    /// <summary>The last lines of its output, oldest first.</summary>
    public string LastLines(int count) => _child.Output.LastLines(count);

    /// <summary>Starts the service and waits until it is healthy.</summary>
    /// <exception cref="StartFailedException">
    /// Something answers at the health address already, the command ended, or it was not healthy in time; the last lines of its output are
    /// in the message.
    /// </exception>
    public static async Task<ServiceProcess> StartAsync(
        ServiceStart start, OwnerJournal journal, TimeProvider time, CancellationToken cancellation)
    {
        using var sender = new HttpSender(new Uri(start.Health, "/"), connections: 1, time) { VerifyCertificate = start.VerifyCertificate };
        if (await AnswerAsync(sender, start.Health, cancellation) is { } stranger)
        {
            throw new StartFailedException(
                $"Before `{start.Name}` was started, something answered {stranger} at {start.ToldHealth}. "
                + "Stop it, or give the service another port.")
            {
                IsTaken = true,
            };
        }

        var shell = new ChildStart("/bin/sh", ["-c", start.Command], start.WorkingDirectory)
        {
            Environment = start.Environment,
            Processors = start.Processors,
            LogPath = start.LogPath,
        };
        var started = ChildProcess.Start(shell, journal, time);
        var healthy = false;
        try
        {
            await WaitUntilHealthyAsync(started, start, sender, time, cancellation);
            healthy = true;
            return new ServiceProcess(started);
        }
        finally
        {
            if (!healthy)
                await started.DisposeAsync();
        }
    }

    /// <summary>
    /// Kills the service and all that it started without a warning (SIGKILL), as a machine that is lost does; it is still to be disposed
    /// of.
    /// </summary>
    public Task KillAsync(CancellationToken cancellation) => _child.KillAsync(cancellation);

    /// <summary>Ends the service and all that it started: SIGTERM, and SIGKILL after five seconds.</summary>
    public ValueTask DisposeAsync() => _child.DisposeAsync();

    private static async Task WaitUntilHealthyAsync(
        ChildProcess child, ServiceStart start, HttpSender sender, TimeProvider time, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        int? last = null;
        while (time.GetElapsedTime(begun) < start.Timeout)
        {
            // The end of the command before its answer: an answer could come from a stranger that took the port meanwhile.
            if (child.HasExited && child.Members().Count == 0)
            {
                throw await FailedAsync(
                    $"`{start.Name}` ended with exit code {child.ExitCode} before {start.ToldHealth} answered.", child, start,
                    cancellation);
            }

            last = await AnswerAsync(sender, start.Health, cancellation) ?? last;
            if (last is >= 200 and < 300)
                return;
            await Task.Delay(Poll, time, cancellation);
        }

        var answers = last is null ? "never answered" : $"answered {last} at last";
        throw await FailedAsync(
            $"`{start.Name}` was not healthy after {start.Timeout.TotalSeconds:0.#} s: {start.ToldHealth} {answers}.", child, start,
            cancellation);
    }

    private static async Task<StartFailedException> FailedAsync(
        string what, ChildProcess child, ServiceStart start, CancellationToken cancellation) =>
        await child.LastLinesAsync(20, cancellation) is { Length: > 0 } lines
            ? new StartFailedException($"{what} Its last lines (all of them in {start.LogPath}):\n{lines}")
            {
                Headline = $"{what} Its last lines are in {start.LogPath}.",
            }
            : new StartFailedException($"{what} It wrote nothing.");

    // Null: no whole answer within the time limit of one attempt.
    private static async Task<int?> AnswerAsync(HttpSender sender, Uri health, CancellationToken cancellation)
    {
        var request = new RenderedRequest { Method = "GET", PathAndQuery = health.PathAndQuery, Endpoint = $"GET {health.AbsolutePath}" };
        var reply = await sender.SendAsync(request, OneAnswer, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return reply.Status;
    }
}
