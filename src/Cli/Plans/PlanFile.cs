using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Cli.Plans;

/// <summary>Reads a plan from its file, whole or not at all.</summary>
internal static class PlanFile
{
    /// <summary>The plan.</summary>
    /// <exception cref="BadInputException">The file is missing, or has mistakes: all of them.</exception>
    public static Plan Read(string path)
    {
        var errors = new PlanErrors();
        var plan = YamlReader.Parse(TextOf(path), path, errors) is { } root
            ? PlanReader.Read(root, Path.GetDirectoryName(Path.GetFullPath(path))!, errors)
            : null;
        return errors.Any || plan is null ? throw new BadInputException([.. errors.All.Select(error => error.ToString())]) : plan;
    }

    private static string TextOf(string path)
    {
        if (Directory.Exists(path))
        {
            throw new BadInputException($"{path}: it is a directory; expected the file of a plan, such as headroom.yaml");
        }

        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"{path}: there is no such file; expected a plan: headroom init writes one, -c FILE names another");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {e.Message.TrimEnd('.')}; expected a plan that can be read");
        }
    }
}
