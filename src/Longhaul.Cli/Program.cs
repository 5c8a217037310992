using System.Text;
using Longhaul.Cli.Commands;

var environment = CommandShell.ReadEnvironment();
var shell = new CommandShell
{
    Terminal = Terminal.OfProcess(environment),
    Environment = environment,
    CurrentFolder = CurrentFolder.Find(),
    Input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8),
};
return await CommandLine.RunAsync(shell, args);
