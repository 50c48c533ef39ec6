using System.ComponentModel;
using System.Diagnostics;

namespace Headroom.Experiments.Processes;

/// <summary>Runs a command that ends by itself soon, under a time limit.</summary>
internal static class ShortCommand
{
    /// <summary>Runs it, and gives its exit code with the last 30 lines that it wrote. Exit code 127: it cannot be started; 124: the limit passed and it was killed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, string? user, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/", // one that every user may enter
            UserName = user,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return (127, error.Message);
        }

        process.StandardInput.Close();
        await using var output = new OutputLog(path: null, process.StandardOutput.BaseStream, process.StandardError.BaseStream);
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await Task.WhenAll(output.Ended, process.WaitForExitAsync(either.Token)).WaitAsync(either.Token);
            return (process.ExitCode, output.LastLines(30));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (124, $"{output.LastLines(30)}\nkilled after {limit.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
