using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Cli.Load;

/// <summary>What a load run is made of: an address, or the file of a load plan.</summary>
internal static class LoadSource
{
    private static readonly string[] s_scripts = [".js", ".mjs", ".ts"];

    /// <summary>Whether it is an address.</summary>
    public static bool IsAddress(string source) => source.Contains("://", StringComparison.Ordinal);

    /// <summary>Whether it is a k6 script.</summary>
    public static bool IsScript(string source) =>
        !IsAddress(source) && s_scripts.Contains(Path.GetExtension(source), StringComparer.OrdinalIgnoreCase);

    /// <summary>An address that load can go to, or null when it is none.</summary>
    public static Uri? Address(string option, string? text, Mistakes mistakes)
    {
        if (text is null)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address.Host.Length == 0)
        {
            mistakes.Add($"{option} {text}: expected an http or https address such as http://127.0.0.1:8080");
            return null;
        }

        if (address.UserInfo.Length > 0)
        {
            mistakes.Add($"{option}: the address holds a user; expected none (--header 'Authorization: ...' sends one)");
            return null;
        }

        return address;
    }

    /// <summary>A plan of one request to an address.</summary>
    public static LoadPlan PlanOf(Uri address, string method, string? body, Executor executor, IReadOnlyList<Check>? checks = null) => new()
    {
        Name = address.Authority,
        Scenarios =
        [
            new Scenario
            {
                Name = "default",
                Executor = executor,
                Flows =
                [
                    new Flow
                    {
                        Name = "default",
                        Requests =
                        [
                            new RequestTemplate
                            {
                                Method = method,
                                Path = address.PathAndQuery,
                                Endpoint = $"{method} {address.AbsolutePath}",
                                Body = body,
                                Checks = checks ?? [],
                            },
                        ],
                    },
                ],
            },
        ],
    };

    /// <summary>
    /// The plan of a scenario's file, with the address and the hosts that the file itself names; null when it has mistakes.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="mistakes">Where mistakes go.</param>
    /// <param name="contentType">A Content-Type that takes the place of the file's for every request, or null.</param>
    public static (LoadPlan Plan, Uri? Url, IReadOnlyList<string> Allowed)? Read(
        string path, Mistakes mistakes, string? contentType = null)
    {
        if (!File.Exists(path))
        {
            mistakes.Add(
                $"{path}: there is no such file; expected the file of a load plan, an address such as "
                    + "http://127.0.0.1:8080, or a k6 script");
            return null;
        }

        var errors = new PlanErrors();
        var file = LoadPlanReader.Open(path, Environment.GetEnvironmentVariable, errors, contentType);
        mistakes.Add(errors.All.Select(static error => error.ToString()));
        return file is null || errors.Any ? null : (file.Load, file.Url, file.AllowedTargets);
    }
}
