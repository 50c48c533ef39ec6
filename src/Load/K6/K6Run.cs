using System.Diagnostics;
using System.Globalization;
using Headroom.Model.Evidence;

namespace Headroom.Load.K6;

/// <summary>What became of a k6 script.</summary>
/// <param name="Outcome">How it ended, with Headroom's exit code.</param>
/// <param name="Recording">What was measured; null when k6 did not run.</param>
public sealed record K6Result(K6Outcome Outcome, K6Recording? Recording);

/// <summary>Runs a k6 script with the real k6 and records the samples that it streams.</summary>
/// <remarks>
/// <code>
///   k6 run --out json=PIPE script.js      PIPE (named, in a folder of our own) --&gt; lines --&gt; K6Reader
///     |-- output, error output --&gt; K6Options.Print
///     '-- K6_SUMMARY_EXPORT=FILE --&gt; K6Summary: what k6 said of its thresholds
/// </code>
/// Nothing is kept on disk but the summary. Asked to stop, it interrupts k6 once, as Ctrl-C does; a k6 that has not ended then within
/// <see cref="GracefulStop"/> is killed. The folder is removed whatever happens.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="searchPath">The value of PATH in which k6 is looked for.</param>
public sealed class K6Run(TimeProvider time, string? searchPath)
{
    /// <summary>How long k6 may take to end after it was interrupted; its scenarios have 30 s of their own for it.</summary>
    public static readonly TimeSpan GracefulStop = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan s_toolLimit = TimeSpan.FromSeconds(10);

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">The script's file.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="progress">Told about every second in which something was measured.</param>
    /// <param name="stop">Interrupts k6; what was collected comes back as interrupted. It does not throw.</param>
    /// <returns>How it ended. A script, a k6 or a pipe that is missing is an outcome as well, never thrown.</returns>
    public async Task<K6Result> RunAsync(string script, K6Options options, IProgress<LoadProgress> progress, CancellationToken stop)
    {
        if (!File.Exists(script))
        {
            return NotRun(2, $"there is no script '{script}'; nothing was sent");
        }

        if (K6Missing.Find(searchPath) is not { } k6)
        {
            return NotRun(2, K6Missing.Message(script));
        }

        var folder = Directory.CreateTempSubdirectory("headroom-k6-");
        try
        {
            return await RunAsync(k6, script, options, folder.FullName, progress, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return NotRun(4, $"k6 ('{k6}') could not be run: {e.Message}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<K6Result> RunAsync(
        string k6, string script, K6Options options, string folder, IProgress<LoadProgress> progress, CancellationToken stop)
    {
        var (pipe, summary) = (Path.Combine(folder, "samples"), Path.Combine(folder, "summary.json"));
        if (!await RunToolAsync("mkfifo", ["-m", "600", pipe]))
        {
            return NotRun(4, $"the named pipe '{pipe}' for k6's samples could not be made; k6 scripts need a Unix system with mkfifo");
        }

        var arguments = K6Arguments.Of(script, options, pipe);
        var reader = new K6Reader(
            Path.GetFileName(script),
            $"k6 {string.Join(' ', K6Arguments.Of(script, options with { LoopbackOnly = false }, "PIPE"))} (closed-loop service time)");

        // Our own writing end keeps the pipe from ending before k6 opens it, and from blocking us when k6 never does.
        var keeper = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        await using var samples = new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var process = new Process { StartInfo = StartInfo(k6, arguments, summary) };
        var cpu = TimeSpan.Zero;
        Task reading;
        try
        {
            process.Start();
            reading = Task.Run(() => K6Lines.ReadAsync(samples, reader, Report, CancellationToken.None), CancellationToken.None);
            await EndOfAsync(process, options, stop);
        }
        finally
        {
            await keeper.DisposeAsync();
        }

        await reading;
        return ResultOf(process.ExitCode, reader, await ThresholdsAsync(summary), cpu, stop.IsCancellationRequested);

        void Report()
        {
            cpu = CpuOf(process) ?? cpu;
            progress.Report(reader.Progress(options.Duration ?? TimeSpan.Zero));
        }
    }

    private static K6Result ResultOf(int code, K6Reader reader, IReadOnlyList<ThresholdMetrics> thresholds, TimeSpan cpu, bool stopped)
    {
        var outcome = K6ExitCode.Of(code);
        outcome = stopped && outcome.ExitCode != 0 ? outcome with { ExitCode = 130 } : outcome;
        var early = outcome.ExitCode is not (0 or 1 or 130);
        return new K6Result(outcome, reader.Recording(thresholds, cpu, outcome.ExitCode == 130, early ? outcome.Meaning : null));
    }

    // Ends when k6 has ended and all that it printed was passed on.
    private async Task EndOfAsync(Process process, K6Options options, CancellationToken stop)
    {
        using var gate = new SemaphoreSlim(1);
        var printing = Task.WhenAll(PrintAsync(process.StandardOutput, options, gate), PrintAsync(process.StandardError, options, gate));
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            if (!options.SharesTerminal)
            {
                await RunToolAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            }

            using var patience = new CancellationTokenSource(GracefulStop, time);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        await printing;
    }

    private static async Task PrintAsync(StreamReader lines, K6Options options, SemaphoreSlim gate)
    {
        while (await lines.ReadLineAsync(CancellationToken.None) is { } line)
        {
            await gate.WaitAsync(CancellationToken.None);
            options.Print(line);
            gate.Release();
        }
    }

    private static async Task<IReadOnlyList<ThresholdMetrics>> ThresholdsAsync(string summary) =>
        File.Exists(summary) ? K6Summary.ThresholdsOf(await File.ReadAllBytesAsync(summary, CancellationToken.None)) : [];

    private async Task<bool> RunToolAsync(string tool, IReadOnlyList<string> arguments)
    {
        using var limit = new CancellationTokenSource(s_toolLimit, time);
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { UseShellExecute = false, RedirectStandardError = true });
        if (process is null)
        {
            return false;
        }

        try
        {
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return false;
        }
    }

    private static ProcessStartInfo StartInfo(string k6, IReadOnlyList<string> arguments, string summary)
    {
        var info = new ProcessStartInfo(k6, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in K6Arguments.Environment(summary))
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static TimeSpan? CpuOf(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // it ended in between
        }
    }

    private static K6Result NotRun(int exitCode, string why) => new(new K6Outcome(exitCode, why), Recording: null);
}
