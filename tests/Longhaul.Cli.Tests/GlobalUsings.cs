global using Longhaul.Cli.Configuration;
global using Longhaul.Cli.Errors;
global using Longhaul.Cli.Output;
global using Longhaul.Cli.Tests.Support;
global using Longhaul.Core.Jobs;
global using Longhaul.Core.Stores;
