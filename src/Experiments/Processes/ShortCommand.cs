using System.ComponentModel;
using System.Diagnostics;

namespace Headroom.Experiments.Processes;

/// <summary>Runs a command that ends by itself soon, under a time limit.</summary>
public static class ShortCommand
{
    /// <summary>The exit code of a command whose limit passed, as that of coreutils' <c>timeout</c>.</summary>
    public const int Killed = 124;

    /// <summary>Runs it.</summary>
    /// <param name="start">The command.</param>
    /// <param name="limit">What has not ended by then is killed.</param>
    /// <param name="time">The clock of the limit.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>
    /// Its exit code with the last 30 lines that it wrote, to either stream. Exit code 127: it cannot be started; <see cref="Killed"/>: the
    /// limit passed and it was killed.
    /// </returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        ChildStart start, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = start.Info() };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return (127, error.Message);
        }

        process.StandardInput.Close();
        await using var output = new OutputLog(start.LogPath, process.StandardOutput.BaseStream, process.StandardError.BaseStream);
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await Task.WhenAll(output.Ended, process.WaitForExitAsync(either.Token)).WaitAsync(either.Token);
            return (process.ExitCode, output.LastLines(30));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (Killed, $"{output.LastLines(30)}\nkilled after {limit.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
