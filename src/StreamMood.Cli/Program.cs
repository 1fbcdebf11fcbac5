using StreamMood.Cli;

using var interrupt = new Interrupt();
return await CommandLine.RunAsync(args, new Terminal(Console.Out, Console.Error), Environment.GetEnvironmentVariables(), interrupt.Token);
