using Headroom.Collect.Workloads;
using Headroom.Model.Plans;

namespace Headroom.Cli.Databases;

/// <summary>Reads a workload from its file.</summary>
internal static class WorkloadFile
{
    /// <summary>The workload.</summary>
    /// <exception cref="BadInputException">The file is missing, or has mistakes: all of them.</exception>
    public static Workload Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"--workload {path}: there is no such file; expected SQL with -- name:, -- calls: and -- params:");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {e.Message}; expected a workload file: SQL with -- name:, -- calls: and -- params:");
        }

        var (workload, errors) = WorkloadReader.Read(text);
        return workload ?? throw new BadInputException([.. errors.Select(error => $"{path}: {error}")]);
    }
}
