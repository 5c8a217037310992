using System.Runtime.CompilerServices;
using System.Text;

namespace Longhaul.Cli.Tests;

public sealed class SettingDocumentsTests
{
    private const string Rewrite = "LONGHAUL_REWRITE_DOCUMENTS";

    [Fact]
    public void The_example_file_has_every_setting() => Check(".env.example", Example());

    [Fact]
    public void The_documentation_has_every_setting() => Check("docs/environment.md", Document());

    private static void Check(string file, string text)
    {
        var path = Path.Combine(Root(), file);
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(path, text);
        }

        File.ReadAllText(path).ShouldBe(text, $"{file} does not say what the table of settings says; rewrite it with {Rewrite}=1");
    }

    private static string Example()
    {
        var text = new StringBuilder("# Every variable that Longhaul reads. Copy to .env and uncomment what you need. Compose gives .env to its workers, except what compose.yaml sets itself\n"
            + "# (the store, LONGHAUL_DATA, LONGHAUL_MIGRATE); a shell reads it with: set -a; . ./.env; set +a\n"
            + "\n# For compose.yaml alone: the password of its database, which it cannot do without; the folder with the jobs; the memory of each worker.\n"
            + "# POSTGRES_PASSWORD=\n# LONGHAUL_PROJECT=../my-jobs\n# WORKER_MEMORY=1g\n");
        foreach (var setting in SettingTable.All)
        {
            var others = setting.Variables.Count > 1 ? $"\n# also: {string.Join(", ", setting.Variables.Skip(1))}" : "";
            text.Append($"\n# {setting.Doc.Replace("`", "")}\n# default: {setting.Default.Replace("`", "")}{others}\n# {setting.Variables[0]}={setting.Example}\n");
        }

        return text.ToString();
    }

    private static string Document()
    {
        var text = new StringBuilder("""
            # Environment

            Every setting can be given as an option where there is one, as a variable, or in `longhaul.yaml` where that has it. The first
            of these that says something counts: option, the variables from left to right, `longhaul.yaml`, default. An empty variable
            counts as not given. A wrong value ends the command with one line that names the variable and what to do, and exit code 78.

            | variables, the strongest first | option | default | meaning |
            |---|---|---|---|

            """);
        foreach (var setting in SettingTable.All)
        {
            var variables = string.Join(", ", setting.Variables.Select(name => $"`{name}`"));
            text.Append($"| {variables} | {(setting.Flag is { } flag ? $"`{flag}`" : "")} | {setting.Default} | {setting.Doc}{(setting.Secret ? " Never shown." : "")} |\n");
        }

        text.Append("""

            `NO_COLOR` switches colours off. On Railway, Render, Fly.io and Kubernetes (`RAILWAY_*`, `RENDER`, `FLY_APP_NAME`,
            `KUBERNETES_SERVICE_HOST`) a store must be chosen: none, or a local file that was not named by `--store` or `LONGHAUL_STORE`, is an error;
            so is a PostgreSQL server on localhost. What a PostgreSQL URL leaves open comes from libpq's variables (`PGHOST`, `PGPASSWORD`, …):
            [its options](postgresql.md#the-url).

            """);
        return text.ToString();
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath("../..", Path.GetDirectoryName(here)!);
}
