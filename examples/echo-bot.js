// A bot that answers: whoever writes `echo WORDS` to it, alone or in a room, gets WORDS back.
//   PARLEY_PASSWORD=… node examples/echo-bot.js LINK [ROOM …]
import { createPeer } from 'parley';

const [registry, ...rooms] = process.argv.slice(2);
const bot = createPeer({
  registry,
  name: process.env.PARLEY_NAME ?? 'echo',
  password: process.env.PARLEY_PASSWORD,
  register: 'if-free',
  ...(process.env.PARLEY_DATA ? { dataDirectory: process.env.PARLEY_DATA } : {}),
});
const complain = (error) => console.error(error.message);

bot.on('chat-request', ({ from }) => bot.accept(from).catch(complain));
bot.on('message', ({ conversation, from, text, isHistory }) => {
  const [, words] = /^echo\s+(.+)$/s.exec(text) ?? [];
  // What it said itself, and what was said while it was away, is no question.
  if (words === undefined || from === bot.name || isHistory) return;
  const answer = conversation.kind === 'room' ? bot.sendRoom(conversation.room, words) : bot.sendDirect(from, words);
  answer.catch(complain);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => bot.close());

await bot.start();
for (const room of rooms) await bot.joinRoom(room).catch(complain);
console.log(`${bot.name} is online`);
