import { serveQuestions } from "./serve-questions.ts";
import { targetQuestions } from "./target-questions.ts";

serveQuestions(targetQuestions);
