using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Headroom.Tests.EndToEnd.Experiments;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>What a run of the tool answered with.</summary>
internal sealed record Answer(int Code, string Output, string Errors)
{
    public string All => Output + Errors;
}

/// <summary>The real executable, in folders of its own: its working folder, its state and its temporary files are gone afterwards.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Tool : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private readonly string _place = Directory.CreateTempSubdirectory("cli-test-").FullName;

    public Tool()
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Temporary);
        File.SetUnixFileMode(_place, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Temporary, (UnixFileMode)0b001_111_111_111);
    }

    public string Folder => Path.Combine(_place, "work");

    public string Temporary => Path.Combine(_place, "tmp");

    public string Journal => Path.Combine(_place, "state", "headroom", "journal");

    public void Dispose() => Directory.Delete(_place, recursive: true);

    /// <summary>Writes a file into the working folder.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <summary>The living processes that the tool started, and those that they started: all of them have its state folder in their environment.</summary>
    public IReadOnlyList<int> Processes() => Place.ProcessesWith($"XDG_STATE_HOME={_place}/");

    /// <summary>Runs it to its end.</summary>
    public async Task<Answer> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process, process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Starts it, runs until it says something, and hands it over.</summary>
    public async Task<Answer> RunUntilAsync(string said, Action<Process> then, params string[] arguments)
    {
        using var process = Start(arguments);
        var output = "";
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            output += line + '\n';
            if (line.Contains(said, StringComparison.Ordinal))
            {
                then(process);
                break;
            }
        }

        var (code, rest, errors) = await EndAsync(process, process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        return new Answer(code, output + rest, errors);
    }

    /// <summary>Starts it, and interrupts it once it has told something on stderr.</summary>
    public async Task<Answer> InterruptedAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var told = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (code, rest, errors) = await EndAsync(process, output);
        return new Answer(code, rest, told + '\n' + errors);
    }

    // A shell in the background hands on an ignored SIGINT; env takes that back, and then becomes the tool.
    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Executable(), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment["XDG_STATE_HOME"] = Path.Combine(_place, "state");
        start.Environment["TMPDIR"] = Temporary;
        start.Environment.Remove("HEADROOM_ROOT");
        return Process.Start(start)!;
    }

    private static async Task<Answer> EndAsync(Process process, Task<string> output)
    {
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new Answer(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The tool.</summary>
    public static string Executable([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../artifacts/bin/Cli/release/headroom"));
}
